#include "services/query/factbase/recording.h"

#include "common/base/status_macros.h"
#include "common/convert/fact_conversion.h"
#include "services/query/factbase/identity_graph.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/pins.h"
#include "services/query/factbase/records.h"

namespace dateline::query {
namespace {

// What a member says, but for the moment of its recording.
std::string SaidBy(const Member& member) {
  storage::v1::StoredAttestation row = ToStored(member);
  row.clear_recorded_micros();
  return Encode(row);
}

}  // namespace

absl::StatusOr<std::optional<RecordedExtraction>> ReadExtraction(const Staging& staging,
                                                                 const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes,
                            staging.GetOld(kExtractionSpace, ExtractionKey(document_id)));
  if (!bytes.has_value()) return std::nullopt;
  DATELINE_ASSIGN_OR_RETURN(auto stored, Decode<storage::v1::StoredExtraction>(*bytes));
  const uint64_t recorded_micros = stored.recorded_micros();
  DATELINE_ASSIGN_OR_RETURN(const auto document,
                            staging.GetOldVersion(kDocumentSpace, DocumentKey(document_id)));
  if (!document.has_value()) return CorruptRow("document");
  DATELINE_ASSIGN_OR_RETURN(Extraction extraction, WholeExtraction(std::move(stored), *document));
  return RecordedExtraction{std::move(extraction), recorded_micros};
}

Recording::Part Recording::PartOf(const std::string& document_id,
                                  const std::optional<RecordedExtraction>& extraction,
                                  const std::set<Node>& pinned) {
  Part part;
  if (!extraction.has_value()) return part;
  part.entities = EntitiesOf(extraction->extraction);
  part.passages = extraction->extraction.passages;
  part.identity = IdentityOf(document_id, part.entities, pinned);
  return part;
}

absl::Status Recording::Resolve(const std::optional<RecordedExtraction>& extraction, bool old,
                                Part& part) {
  if (!extraction.has_value()) return absl::OkStatus();
  DATELINE_RETURN_IF_ERROR(ResolveNames(old, part));
  AddMembers(*extraction, part);
  return absl::OkStatus();
}

void Recording::AddMembers(const RecordedExtraction& extraction, Part& part) {
  part.members = MembersOf(extraction.extraction, part.map);
  for (Member& member : part.members) member.recorded_micros = extraction.recorded_micros;
}

absl::Status Recording::ResolveNames(bool old, Part& part) {
  DATELINE_ASSIGN_OR_RETURN(part.map, ResolveEntities(staging_, part.identity, old));
  for (DocumentEntity& entity : part.entities) {
    if (entity.external_ids.empty()) continue;
    DATELINE_ASSIGN_OR_RETURN(
        entity.external_ids,
        OwnExternalIds(staging_, entity, part.identity.nodes_of_entity.at(entity.id),
                       part.map.at(entity.id), old));
  }
  return absl::OkStatus();
}

absl::Status Recording::Replace(const std::string& document_id,
                                const std::optional<RecordedExtraction>& recorded,
                                const Extraction* extraction) {
  std::optional<RecordedExtraction> given;
  if (extraction != nullptr) given = RecordedExtraction{*extraction, staging_.version()};

  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> pinned,
                            PinnedUsesOf(staging_, document_id, false));
  Part before = PartOf(document_id, recorded, pinned), after = PartOf(document_id, given, pinned);
  DATELINE_ASSIGN_OR_RETURN(
      const std::set<Node> moved,
      UpdateIdentity(staging_, {{document_id, before.identity, after.identity}}));
  DATELINE_RETURN_IF_ERROR(Resolve(recorded, true, before));
  DATELINE_RETURN_IF_ERROR(Resolve(given, false, after));
  ReplacePart(document_id, before, after);
  DATELINE_RETURN_IF_ERROR(VoteForSuccessors(before));
  MatchMembers(before, after);

  DATELINE_RETURN_IF_ERROR(WriteDocument(document_id, recorded, given));
  return FollowMoves(moved, document_id);
}

absl::Status Recording::ReplacePin(const std::string& pin_id,
                                   const std::optional<storage::v1::StoredPin>& pin) {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging_.GetOldVersion(kEntitySpace, PinKey(pin_id)));
  PinChange change{std::nullopt, pin};
  if (bytes.has_value()) {
    DATELINE_ASSIGN_OR_RETURN(change.before, Decode<storage::v1::StoredPin>(*bytes));
  }
  WritePinRows(pin_id, change.before, change.after);
  std::set<std::string> documents;
  for (const auto* side : {&change.before, &change.after}) {
    if (!side->has_value()) continue;
    for (const Node& node : {(*side)->left(), (*side)->right()}) {
      if (const auto use = UseOf(node)) documents.insert(use->document_id);
    }
  }
  std::vector<IdentityChange> changes;
  for (const std::string& id : documents) {
    DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadExtraction(staging_, id));
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> was, PinnedUsesOf(staging_, id, true));
    DATELINE_ASSIGN_OR_RETURN(const std::set<Node> is, PinnedUsesOf(staging_, id, false));
    changes.push_back({id, PartOf(id, recorded, was).identity, PartOf(id, recorded, is).identity});
  }
  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> moved, UpdateIdentity(staging_, changes, change));
  // Postings of a vanished use are gone; its document follows all the same.
  for (const IdentityChange& of_document : changes) {
    if (of_document.before != of_document.after) {
      DATELINE_RETURN_IF_ERROR(ResolveAnew(of_document.document_id));
      resolved_.insert(of_document.document_id);
    }
  }
  return FollowMoves(moved, "");
}

void Recording::WritePinRows(const std::string& pin_id,
                             const std::optional<storage::v1::StoredPin>& before,
                             const std::optional<storage::v1::StoredPin>& after) {
  const auto uses_of = [](const std::optional<storage::v1::StoredPin>& pin) {
    std::vector<PinnedUse> uses;
    if (!pin.has_value()) return uses;
    for (const Node& node : {pin->left(), pin->right()}) {
      if (auto use = UseOf(node)) uses.push_back(*std::move(use));
    }
    return uses;
  };
  for (const PinnedUse& use : uses_of(before)) {
    staging_.Delete(kIdentitySpace, PinnedUseKey(use.document_id, use.name, pin_id));
  }
  for (const PinnedUse& use : uses_of(after)) {
    staging_.Put(kIdentitySpace, PinnedUseKey(use.document_id, use.name, pin_id), "");
    staging_.PutVersion(kEntitySpace, DocumentPinKey(use.document_id, pin_id), "");
  }
  if (after.has_value()) {
    staging_.PutVersion(kEntitySpace, PinKey(pin_id), Encode(*after));
  } else {
    staging_.EndVersion(kEntitySpace, PinKey(pin_id));
  }
}

absl::Status Recording::FollowMoves(const std::set<Node>& moved, const std::string& replaced) {
  DATELINE_ASSIGN_OR_RETURN(const std::set<std::string> touched, DocumentsOf(staging_, moved));
  for (const std::string& other : touched) {
    if (other == replaced || resolved_.contains(other)) continue;
    DATELINE_RETURN_IF_ERROR(ResolveAnew(other));
  }
  DATELINE_RETURN_IF_ERROR(facts_.Write(blocks_, moves_));
  DATELINE_RETURN_IF_ERROR(ledger_.Write(staging_, counters_));
  return counters_.Write(staging_);
}

absl::Status Recording::ResolveAnew(const std::string& document_id) {
  DATELINE_ASSIGN_OR_RETURN(const auto recorded, ReadExtraction(staging_, document_id));
  if (!recorded.has_value()) return CorruptRow("extraction");
  // Only a commit that pins changes what is pinned.
  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> was, PinnedUsesOf(staging_, document_id, true));
  DATELINE_ASSIGN_OR_RETURN(const std::set<Node> is, PinnedUsesOf(staging_, document_id, false));
  Part before = PartOf(document_id, recorded, was);
  DATELINE_RETURN_IF_ERROR(ResolveNames(true, before));
  Part after = PartOf(document_id, recorded, is);
  DATELINE_RETURN_IF_ERROR(ResolveNames(false, after));
  if (after.map == before.map && after.entities == before.entities) return absl::OkStatus();
  AddMembers(*recorded, before);
  AddMembers(*recorded, after);
  ReplacePart(document_id, before, after);
  for (const auto& [local_id, entity_id] : before.map) {
    ledger_.Vote(entity_id, after.map.at(local_id));
  }
  for (size_t i = 0; i < before.members.size(); ++i) {
    moves_[MemberNameOf(before.members[i])] = MemberNameOf(after.members[i]);
  }
  return absl::OkStatus();
}

void Recording::ReplacePart(const std::string& document_id, const Part& before, const Part& after) {
  ReplaceMentions(document_id, before, after);
  std::map<MemberName, const Member*> was;
  for (const Member& member : before.members) was[MemberNameOf(member)] = &member;
  for (const Member& member : after.members) {
    const auto it = was.find(MemberNameOf(member));
    if (it != was.end()) {
      // What is said again keeps the moment at which it was first recorded.
      const bool same = SaidBy(*it->second) == SaidBy(member);
      if (!same) blocks_[member.block].removed.push_back(*it->second);
      was.erase(it);
      if (same) continue;
    }
    blocks_[member.block].added.push_back(member);
  }
  for (const auto& [name, member] : was) blocks_[name.block].removed.push_back(*member);
}

// Where a document's entities went, by their names: for entities that no other
// document has.
absl::Status Recording::VoteForSuccessors(const Part& before) {
  for (const auto& [local_id, entity_id] : before.map) {
    for (const Node& node : before.identity.nodes_of_entity.at(local_id)) {
      DATELINE_ASSIGN_OR_RETURN(const std::string successor, EntityOfNode(staging_, node));
      ledger_.Vote(entity_id, successor);
    }
  }
  return absl::OkStatus();
}

// A fact with the same kind, type and first evidence is the same fact read
// again, even where its entities have other ids now.
void Recording::MatchMembers(const Part& before, const Part& after) {
  const auto place_of = [](const Member& member) {
    const Evidence& first = member.attestation.evidence.front();
    return std::tuple(member.content.kind(), member.content.type, first.span, first.text);
  };
  std::map<decltype(place_of(std::declval<Member>())), MemberName> places;
  std::set<MemberName> kept;
  for (const Member& member : after.members) {
    places.emplace(place_of(member), MemberNameOf(member));
    kept.insert(MemberNameOf(member));
  }
  for (const Member& member : before.members) {
    const MemberName name = MemberNameOf(member);
    const auto it = places.find(place_of(member));
    if (!kept.contains(name) && it != places.end()) moves_[name] = it->second;
  }
}

absl::Status Recording::WriteDocument(const std::string& document_id,
                                      const std::optional<RecordedExtraction>& before,
                                      const std::optional<RecordedExtraction>& after) {
  const auto count = [&](const Document& document, int sign) {
    counters_.Add(kTotals, "documents", sign);
    if (!document.publisher.empty()) {
      counters_.Add(kDocumentsByPublisher, document.publisher, sign);
    }
  };
  if (before.has_value()) count(before->extraction.document, -1);
  if (!after.has_value()) {
    staging_.Delete(kExtractionSpace, ExtractionKey(document_id));
    staging_.EndVersion(kDocumentSpace, DocumentKey(document_id));
    return absl::OkStatus();
  }
  const Extraction& extraction = after->extraction;
  count(extraction.document, +1);
  storage::v1::StoredExtraction stored;
  *stored.mutable_extraction() = ToProto(extraction);
  stored.set_recorded_micros(staging_.version());

  storage::v1::StoredDocument row;
  *row.mutable_document() = ToProto(extraction.document);
  row.set_extractor_version(extraction.extractor_version);
  row.mutable_passages()->Swap(stored.mutable_extraction()->mutable_passages());
  for (const DocumentWarning& warning : extraction.warnings) {
    *row.add_warnings() = ToProto(warning);
  }
  row.set_recorded_micros(staging_.version());
  staging_.Put(kExtractionSpace, ExtractionKey(document_id), Encode(stored));
  staging_.PutVersion(kDocumentSpace, DocumentKey(document_id), Encode(row));
  return absl::OkStatus();
}

void Recording::ReplaceMentions(const std::string& document_id, const Part& before,
                                const Part& after) {
  const auto had = MentionsOf(before.entities, before.map, before.passages);
  const auto has = MentionsOf(after.entities, after.map, after.passages);
  for (const auto& [entity_id, mentions] : had) {
    ledger_.Count(entity_id, mentions, -1);
    if (!has.contains(entity_id)) {
      staging_.EndVersion(kEntitySpace, MentionsKey(document_id, entity_id));
      staging_.EndVersion(kEntitySpace, EntityDocumentKey(entity_id, document_id));
    }
  }
  for (const auto& [entity_id, mentions] : has) {
    ledger_.Count(entity_id, mentions, +1);
    const std::string bytes = Encode(mentions);
    const auto it = had.find(entity_id);
    if (it == had.end()) {
      staging_.PutVersion(kEntitySpace, EntityDocumentKey(entity_id, document_id), "");
    }
    if (it != had.end() && Encode(it->second) == bytes) continue;
    staging_.PutVersion(kEntitySpace, MentionsKey(document_id, entity_id), bytes);
  }
}

}  // namespace dateline::query

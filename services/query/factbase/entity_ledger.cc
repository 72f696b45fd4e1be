#include "services/query/factbase/entity_ledger.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/text/folding.h"
#include "services/query/factbase/keys.h"
#include "services/query/factbase/records.h"
#include "services/query/factbase/spelling.h"
#include "services/query/factbase/word_variants.h"

namespace dateline::query {
namespace {

// Of one name in one document.
constexpr size_t kMaxPlaces = 2;

using storage::v1::StoredEntity;
using storage::v1::StoredTally;
using Tallies = google::protobuf::RepeatedPtrField<StoredTally>;

void ApplyTally(Tallies& rows, const std::map<std::string, int>& differences) {
  std::map<std::string, int> sums = differences;
  for (const StoredTally& row : rows) sums[row.value()] += static_cast<int>(row.documents());
  rows.Clear();
  for (const auto& [value, sum] : sums) {
    if (sum <= 0) continue;
    StoredTally* row = rows.Add();
    row->set_value(value);
    row->set_documents(static_cast<uint32_t>(sum));
  }
}

std::set<std::string> ExternalIdsOf(const StoredEntity& entity) {
  std::set<std::string> ids;
  for (const StoredTally& id : entity.external_ids()) ids.insert(id.value());
  return ids;
}

// Ends the rows that only `before` has and puts those that only `after` has.
void Replace(const std::set<std::string>& before, const std::set<std::string>& after,
             std::string_view value, Staging& staging) {
  for (const std::string& key : before) {
    if (!after.contains(key)) staging.EndVersion(kEntitySpace, key);
  }
  for (const std::string& key : after) {
    if (!before.contains(key)) staging.PutVersion(kEntitySpace, key, value);
  }
}

// Makes the words that only `after` has findable by misspelt ones.
absl::Status AddNameWords(const StoredEntity& before, const StoredEntity& after, Staging& staging) {
  const std::set<std::string> known = NameWordsOf(before);
  for (const std::string& word : NameWordsOf(after)) {
    if (known.contains(word)) continue;
    for (const std::string& rest : RestsOfWord(word)) {
      // All rows of a word are written at once: with the first it has the others.
      const std::string key = WordRestKey(rest, word);
      DATELINE_ASSIGN_OR_RETURN(const auto row, staging.Get(kIdentitySpace, key));
      if (row.has_value()) break;
      staging.Put(kIdentitySpace, key, "");
    }
  }
  return absl::OkStatus();
}

// Where a document names an entity, by the words that it uses there.
class NamePlaces {
 public:
  // Both must outlive this.
  NamePlaces(const DocumentEntity& entity, const std::vector<Passage>& passages) {
    for (const Mention& mention : entity.mentions) {
      if (mention.form != MentionForm::kName && mention.form != MentionForm::kUnspecified) continue;
      const auto passage = std::find_if(passages.begin(), passages.end(), [&](const Passage& it) {
        return it.span.Contains(mention.span);
      });
      if (passage == passages.end()) continue;
      const ByteSpan local{mention.span.begin - passage->span.begin,
                           mention.span.end - passage->span.begin};
      if (local.end > passage->text.size()) continue;
      std::set<ByteSpan>& spans = spans_[FoldForMatching(local.In(passage->text))];
      if (spans.size() < kMaxPlaces) spans.insert(mention.span);
    }
  }

  // Where the words are `name`, or end so ("the", a title).
  std::set<ByteSpan> Of(std::string_view name) const {
    const std::string folded = FoldForMatching(name);
    const auto exact = spans_.find(folded);
    if (exact != spans_.end()) return exact->second;
    const std::string tail = " " + folded;
    for (const auto& [words, spans] : spans_) {
      if (words.ends_with(tail)) return spans;
    }
    return {};
  }

 private:
  std::map<std::string, std::set<ByteSpan>> spans_;
};

absl::StatusOr<bool> IsLive(const Staging& staging, const std::string& id) {
  DATELINE_ASSIGN_OR_RETURN(const auto row, staging.GetVersion(kEntitySpace, EntityKey(id)));
  return row.has_value();
}

}  // namespace

std::set<std::string> NameWordsOf(const StoredEntity& entity) {
  std::set<std::string> words;
  for (const auto& alias : entity.aliases()) {
    const std::string folded = FoldForMatching(alias.name());
    for (const std::string_view word : WordsOf(folded)) words.emplace(word);
  }
  return words;
}

std::set<std::string> EntityIndexKeys(const StoredEntity& entity, std::string_view entity_id) {
  std::set<std::string> keys;
  if (entity.documents() > 0) keys.insert(EntityRankKey(entity.documents(), entity_id));
  for (const auto& alias : entity.aliases()) {
    const std::string folded = FoldForMatching(alias.name());
    uint32_t word = 0;
    for (size_t begin = 0; begin < folded.size(); ++word) {
      keys.insert(EntityNameKey(std::string_view(folded).substr(begin), word, folded, entity_id));
      const size_t space = folded.find(' ', begin);
      if (space == std::string::npos) break;
      begin = space + 1;
    }
  }
  return keys;
}

std::map<std::string, StoredEntity> MentionsOf(const std::vector<DocumentEntity>& entities,
                                               const EntityMap& map,
                                               const std::vector<Passage>& passages) {
  struct Seen {
    std::map<std::pair<std::string, NameForm>, std::set<ByteSpan>> aliases;
    std::set<std::string> canonical_names, catalogue_names, types, external_ids;
  };
  std::map<std::string, Seen> seen;
  for (const DocumentEntity& entity : entities) {
    Seen& of_entity = seen[map.at(entity.id)];
    const NamePlaces places(entity, passages);
    for (const EntityName& name : entity.names) {
      if (name.text.empty()) continue;
      std::set<ByteSpan>& spans = of_entity.aliases[{name.text, name.form}];
      spans.merge(places.Of(name.text));
      while (spans.size() > kMaxPlaces) spans.erase(std::prev(spans.end()));
    }
    if (entity.names.empty()) of_entity.aliases[{entity.name, NameForm::kUnspecified}];
    of_entity.canonical_names.insert(entity.name);
    if (!entity.external_ids.empty()) of_entity.catalogue_names.insert(entity.name);
    of_entity.types.insert(StrCat(static_cast<int>(entity.type)));
    of_entity.external_ids.insert(entity.external_ids.begin(), entity.external_ids.end());
  }
  const auto once = [](const std::set<std::string>& values, Tallies* rows) {
    for (const std::string& value : values) {
      StoredTally* row = rows->Add();
      row->set_value(value);
      row->set_documents(1);
    }
  };
  std::map<std::string, StoredEntity> mentions;
  for (const auto& [id, of_entity] : seen) {
    StoredEntity& row = mentions[id];
    for (const auto& [name, spans] : of_entity.aliases) {
      auto* alias = row.add_aliases();
      alias->set_name(name.first);
      alias->set_form(static_cast<fact::v1::NameForm>(name.second));
      alias->set_documents(1);
      for (const ByteSpan span : spans) *alias->add_spans() = ToProto(span);
    }
    once(of_entity.canonical_names, row.mutable_canonical_names());
    once(of_entity.catalogue_names, row.mutable_catalogue_names());
    once(of_entity.types, row.mutable_types());
    once(of_entity.external_ids, row.mutable_external_ids());
    row.set_documents(1);
  }
  return mentions;
}

void EntityLedger::Difference::Add(const StoredEntity& mentions, int sign) {
  const auto add = [&](const Tallies& rows, Tally& to) {
    for (const StoredTally& row : rows) to[row.value()] += sign * static_cast<int>(row.documents());
  };
  for (const auto& alias : mentions.aliases()) {
    aliases[{alias.name(), static_cast<NameForm>(alias.form())}] +=
        sign * static_cast<int>(alias.documents());
  }
  add(mentions.canonical_names(), canonical_names);
  add(mentions.catalogue_names(), catalogue_names);
  add(mentions.types(), types);
  add(mentions.external_ids(), external_ids);
  documents += sign * static_cast<int>(mentions.documents());
}

StoredEntity WithoutMentions(const StoredEntity& entity, const StoredEntity& mentions) {
  EntityLedger::Difference difference;
  difference.Add(mentions, -1);
  return difference.AppliedTo(entity);
}

void EntityLedger::Count(const std::string& entity_id, const StoredEntity& mentions, int sign) {
  differences_[entity_id].Add(mentions, sign);
}

void EntityLedger::CountFacts(const std::string& entity_id, int difference) {
  differences_[entity_id].facts += difference;
}

void EntityLedger::Vote(const std::string& old_id, const std::string& new_id) {
  if (old_id != new_id && !new_id.empty()) ++votes_[old_id][new_id];
}

StoredEntity EntityLedger::Difference::AppliedTo(const StoredEntity& before) const {
  StoredEntity after = before;
  auto alias_sums = aliases;
  for (const auto& alias : before.aliases()) {
    alias_sums[{alias.name(), static_cast<NameForm>(alias.form())}] +=
        static_cast<int>(alias.documents());
  }
  after.clear_aliases();
  for (const auto& [alias, sum] : alias_sums) {
    if (sum <= 0) continue;
    auto* row = after.add_aliases();
    row->set_name(alias.first);
    row->set_form(static_cast<fact::v1::NameForm>(alias.second));
    row->set_documents(static_cast<uint32_t>(sum));
  }
  ApplyTally(*after.mutable_canonical_names(), canonical_names);
  ApplyTally(*after.mutable_catalogue_names(), catalogue_names);
  ApplyTally(*after.mutable_types(), types);
  ApplyTally(*after.mutable_external_ids(), external_ids);
  after.set_documents(before.documents() + static_cast<uint32_t>(documents));
  after.set_facts(before.facts() + static_cast<uint32_t>(facts));
  return after;
}

absl::StatusOr<EntityLedger::Change> EntityLedger::WriteOne(const std::string& id,
                                                            const Difference& difference,
                                                            Staging& staging,
                                                            CounterChanges& counters) const {
  DATELINE_ASSIGN_OR_RETURN(const auto bytes, staging.GetOldVersion(kEntitySpace, EntityKey(id)));
  Change change;
  if (bytes.has_value()) {
    DATELINE_ASSIGN_OR_RETURN(change.before, Decode<StoredEntity>(*bytes));
  }
  const StoredEntity& before =
      change.before.has_value() ? *change.before : StoredEntity::default_instance();
  StoredEntity after = difference.AppliedTo(before);
  const bool live = after.documents() > 0;
  const std::string after_bytes = Encode(after);
  if (live != bytes.has_value() || (live && after_bytes != *bytes)) {
    if (live) {
      staging.PutVersion(kEntitySpace, EntityKey(id), after_bytes);
    } else {
      staging.EndVersion(kEntitySpace, EntityKey(id));
    }
    Replace(EntityIndexKeys(before, id), EntityIndexKeys(after, id), "", staging);
    DATELINE_RETURN_IF_ERROR(AddNameWords(before, after, staging));
    counters.Add(kTotals, "entities", int{live} - int{bytes.has_value()});
  }
  if (live) change.after = std::move(after);
  return change;
}

absl::Status EntityLedger::WriteRedirect(const std::string& id, bool live, Staging& staging) const {
  DATELINE_ASSIGN_OR_RETURN(const auto redirect,
                            staging.GetOldVersion(kEntitySpace, EntityRedirectKey(id)));
  std::string old_target;
  if (redirect.has_value()) {
    DATELINE_ASSIGN_OR_RETURN(const auto row, Decode<storage::v1::StoredRedirect>(*redirect));
    old_target = row.target();
  }
  if (live) {
    if (!redirect.has_value()) return absl::OkStatus();
    staging.EndVersion(kEntitySpace, EntityRedirectKey(id));
    staging.EndVersion(kEntitySpace, MergedEntityKey(old_target, id));
    return absl::OkStatus();
  }
  const auto votes = votes_.find(id);
  if (votes == votes_.end()) return absl::OkStatus();
  const std::string* best = nullptr;
  int most = 0;
  for (const auto& [target, count] : votes->second) {
    DATELINE_ASSIGN_OR_RETURN(const bool target_live, IsLive(staging, target));
    if (!target_live || count <= most) continue;
    best = &target;
    most = count;
  }
  if (best == nullptr || *best == old_target) return absl::OkStatus();
  if (redirect.has_value()) staging.EndVersion(kEntitySpace, MergedEntityKey(old_target, id));
  staging.PutVersion(kEntitySpace, MergedEntityKey(*best, id), "");
  storage::v1::StoredRedirect row;
  row.set_target(*best);
  staging.PutVersion(kEntitySpace, EntityRedirectKey(id), Encode(row));
  return absl::OkStatus();
}

absl::Status EntityLedger::Write(Staging& staging, CounterChanges& counters) const {
  // An external id may move between entities of one commit: first gather all.
  std::map<std::string, std::pair<std::string, std::string>> external;  // Id: before, after.
  std::map<std::string, bool> unsettled;  // Who was not there before, or is not now: which.
  for (const auto& [id, difference] : differences_) {
    DATELINE_ASSIGN_OR_RETURN(const Change change, WriteOne(id, difference, staging, counters));
    if (change.before.has_value()) {
      for (const std::string& value : ExternalIdsOf(*change.before)) external[value].first = id;
    }
    if (change.after.has_value()) {
      for (const std::string& value : ExternalIdsOf(*change.after)) external[value].second = id;
    }
    // Who is there has no redirect.
    if (!change.before.has_value() || !change.after.has_value()) {
      unsettled[id] = change.after.has_value();
    }
  }
  for (const auto& [value, ids] : external) {
    if (ids.first == ids.second) continue;
    if (ids.second.empty()) {
      staging.EndVersion(kEntitySpace, ExternalIdKey(value));
    } else {
      staging.PutVersion(kEntitySpace, ExternalIdKey(value), ids.second);
    }
  }
  for (const auto& [id, live] : unsettled) {
    DATELINE_RETURN_IF_ERROR(WriteRedirect(id, live, staging));
  }
  return absl::OkStatus();
}

}  // namespace dateline::query

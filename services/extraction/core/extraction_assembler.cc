#include "services/extraction/core/extraction_assembler.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/strings.h"
#include "common/fact/flat_record.h"
#include "services/extraction/core/document_checks.h"

namespace dateline::extraction {
namespace {

using patterns::DocumentView;
using patterns::DraftFact;
using patterns::FactSink;

class Assembler {
 public:
  Assembler(const Document& document, const DocumentView& view, FactSink& sink)
      : document_(document), view_(view), sink_(sink) {}

  Extraction Run(std::string_view version) {
    out_.document = document_;
    out_.document.text.clear();
    out_.document.credited_agencies = FindCreditedAgencies(view_.document());
    out_.extractor_version = std::string(version);
    out_.warnings = FindDateWarnings(document_, view_.document());
    OrderEntities();
    CollectFacts();
    CutPassages();
    return std::move(out_);
  }

 private:
  // Entities of the document and unnamed speakers, by first mention.
  void OrderEntities() {
    std::vector<DocumentEntity> all = view_.document().entities;
    all.insert(all.end(), sink_.unnamed().begin(), sink_.unnamed().end());
    const auto first = [](const DocumentEntity& e) {
      return e.mentions.empty() ? UINT32_MAX : e.mentions.front().span.begin;
    };
    std::stable_sort(all.begin(), all.end(),
                     [&first](const auto& a, const auto& b) { return first(a) < first(b); });
    for (size_t i = 0; i < all.size(); ++i) {
      const std::string id = StrCat("e", i);
      new_id_[all[i].id] = id;
      all[i].id = id;
    }
    out_.entities = std::move(all);
  }

  void Rename(EntityReference& reference) const {
    if (const auto found = new_id_.find(reference.id); found != new_id_.end()) {
      reference.id = found->second;
    }
  }

  void Rename(Value& value) const {
    if (auto* reference = std::get_if<EntityReference>(&value)) Rename(*reference);
  }

  void Rename(FactContent& content) const {
    if (auto* relation = std::get_if<Relation>(&content.body)) {
      Rename(relation->subject);
      Rename(relation->object);
      for (Qualifier& qualifier : relation->qualifiers) Rename(qualifier.value);
    } else if (auto* event = std::get_if<Event>(&content.body)) {
      for (RoleFiller& role : event->roles) Rename(role.value);
    } else if (auto* statement = std::get_if<Statement>(&content.body)) {
      Rename(statement->speaker);
      if (statement->addressee.has_value()) Rename(*statement->addressee);
      for (Value& topic : statement->topics) Rename(topic);
    } else if (auto* claim = std::get_if<Claim>(&content.body)) {
      if (claim->subject.entity.has_value()) Rename(*claim->subject.entity);
      for (Phrase& object : claim->objects) {
        if (object.entity.has_value()) Rename(*object.entity);
      }
    }
  }

  void CollectFacts() {
    std::vector<DraftFact>& drafts = sink_.drafts();
    std::stable_sort(drafts.begin(), drafts.end(), [](const DraftFact& a, const DraftFact& b) {
      return a.fact.attestation.evidence.front().span < b.fact.attestation.evidence.front().span;
    });
    for (DraftFact& draft : drafts) {
      Rename(draft.fact.content);
      for (AttributionLink& link : draft.fact.attestation.attribution) Rename(link.source);
      AddPublisher(draft.fact.attestation);
      AddOrMerge(std::move(draft.fact));
    }
  }

  void AddPublisher(Attestation& attestation) const {
    if (document_.publisher.empty()) return;
    AttributionLink link;
    link.source = {"", document_.publisher, EntityType::kOrganization};
    link.kind = AttributionKind::kPublisher;
    attestation.attribution.insert(attestation.attribution.begin(), std::move(link));
  }

  // The same content with the same factuality and chain is one attestation with
  // more evidence; statements stay apart, each is its own act of speech.
  void AddOrMerge(ExtractedFact fact) {
    ExtractedFact bare = fact;
    bare.attestation.evidence.clear();
    bare.attestation.confidence = 0;
    bare.attestation.pattern_id.clear();
    const std::string key = FlatRecord("", bare.content, bare.attestation);
    const auto [found, fresh] = fact_by_key_.emplace(key, out_.facts.size());
    if (fresh) {
      out_.facts.push_back(std::move(fact));
      return;
    }
    Attestation& kept = out_.facts[found->second].attestation;
    if (fact.attestation.confidence > kept.confidence) {
      kept.confidence = fact.attestation.confidence;
      kept.pattern_id = fact.attestation.pattern_id;
    }
    for (Evidence& piece : fact.attestation.evidence) {
      if (kept.evidence.size() >= kMostEvidence) break;
      const bool covered =
          std::any_of(kept.evidence.begin(), kept.evidence.end(),
                      [&piece](const Evidence& other) { return other.span.Overlaps(piece.span); });
      if (!covered) kept.evidence.push_back(std::move(piece));
    }
  }

  // Sentences that hold evidence; neighbours with nothing between are one.
  void CutPassages() {
    std::vector<ByteSpan> spans;
    for (const ExtractedFact& fact : out_.facts) {
      for (const Evidence& piece : fact.attestation.evidence) spans.push_back(Widen(piece.span));
    }
    std::sort(spans.begin(), spans.end());
    for (const ByteSpan span : spans) {
      if (!out_.passages.empty() && Touches(out_.passages.back().span, span)) {
        ByteSpan& last = out_.passages.back().span;
        last.end = std::max(last.end, span.end);
      } else {
        out_.passages.push_back({span, ""});
      }
    }
    for (Passage& passage : out_.passages) {
      passage.text = std::string(passage.span.In(view_.document().text));
    }
  }

  bool Touches(ByteSpan before, ByteSpan after) const {
    if (after.begin <= before.end) return true;
    const std::string_view between =
        std::string_view(view_.document().text).substr(before.end, after.begin - before.end);
    return between == " ";
  }

  ByteSpan Widen(ByteSpan span) const {
    const auto& sentences = view_.document().sentences;
    const auto after =
        std::upper_bound(sentences.begin(), sentences.end(), span.begin,
                         [](uint32_t at, const nlp::Sentence& s) { return at < s.span.begin; });
    for (auto it = after == sentences.begin() ? after : std::prev(after);
         it != sentences.end() && it->span.begin < span.end; ++it) {
      if (!it->span.Overlaps(span)) continue;
      span.begin = std::min(span.begin, it->span.begin);
      span.end = std::max(span.end, it->span.end);
    }
    return span;
  }

  static constexpr size_t kMostEvidence = 8;

  const Document& document_;
  const DocumentView& view_;
  FactSink& sink_;
  Extraction out_;
  std::unordered_map<std::string, std::string> new_id_;
  std::unordered_map<std::string, size_t> fact_by_key_;
};

}  // namespace

Extraction AssembleExtraction(const Document& document, std::string_view extractor_version,
                              const DocumentView& view, FactSink& sink) {
  return Assembler(document, view, sink).Run(extractor_version);
}

}  // namespace dateline::extraction

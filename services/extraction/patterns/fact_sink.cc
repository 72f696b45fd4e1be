#include "services/extraction/patterns/fact_sink.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/base/strings.h"
#include "common/fact/vocabulary.h"
#include "common/text/folding.h"

namespace dateline::patterns {

bool DraftFact::Says(ByteSpan span) const {
  return std::any_of(content.begin(), content.end(),
                     [span](ByteSpan part) { return part.Contains(span); });
}

void DraftFact::AddTrigger(ByteSpan word) {
  for (Evidence& piece : fact.attestation.evidence) {
    if (!piece.span.Contains(word) || word.empty()) continue;
    std::vector<ByteSpan>& triggers = piece.triggers;
    const auto at = std::lower_bound(triggers.begin(), triggers.end(), word);
    const bool taken = (at != triggers.end() && at->Overlaps(word)) ||
                       (at != triggers.begin() && std::prev(at)->Overlaps(word));
    if (!taken) triggers.insert(at, word);
    return;
  }
}

DraftFact& FactSink::Add(std::string_view rule, FactContent content, ByteSpan evidence,
                         double confidence) {
  DraftFact draft;
  draft.fact.content = std::move(content);
  Attestation& attestation = draft.fact.attestation;
  attestation.evidence.push_back({evidence, std::string(view_.document().Text(evidence)), {}});
  attestation.confidence = confidence;
  attestation.pattern_id = std::string(rule);
  attestation.factuality.certainty = Certainty::kCertain;
  draft.anchor = evidence;
  drafts_.push_back(std::move(draft));
  return drafts_.back();
}

DraftFact& FactSink::AddRelation(std::string_view rule, std::string_view predicate,
                                 Relation relation, ByteSpan evidence, double confidence) {
  FactContent content;
  content.type = std::string(predicate);
  content.body = std::move(relation);
  return Add(rule, std::move(content), evidence, confidence);
}

DraftFact& FactSink::AddEvent(std::string_view rule, std::string_view type,
                              std::vector<RoleFiller> roles, ByteSpan evidence, double confidence) {
  FactContent content;
  content.type = std::string(type);
  Event event;
  if (const EventTypeInfo* info = FindEventType(type); info != nullptr) {
    event.plover_code = std::string(info->plover_code);
    event.plover_mode = std::string(info->plover_mode);
  }
  event.roles = std::move(roles);
  content.body = std::move(event);
  return Add(rule, std::move(content), evidence, confidence);
}

DraftFact& FactSink::AddStatement(std::string_view rule, Statement statement,
                                  std::vector<ByteSpan> content,
                                  const std::vector<ByteSpan>& evidence, double confidence) {
  FactContent fact;
  fact.body = std::move(statement);
  DraftFact& draft = Add(rule, std::move(fact), evidence.front(), confidence);
  for (size_t i = 1; i < evidence.size(); ++i) {
    draft.fact.attestation.evidence.push_back(
        {evidence[i], std::string(view_.document().Text(evidence[i])), {}});
  }
  draft.content = std::move(content);
  draft.anchor = draft.content.front();
  return draft;
}

DraftFact& FactSink::AddClaim(std::string_view rule, Claim claim, ByteSpan head, ByteSpan evidence,
                              double confidence) {
  FactContent fact;
  fact.body = std::move(claim);
  DraftFact& draft = Add(rule, std::move(fact), evidence, confidence);
  draft.anchor = head;
  draft.AddTrigger(head);
  return draft;
}

EntityReference FactSink::Unnamed(TokenRange phrase, EntityType type) {
  const std::string text = CollapseWhiteSpace(view_.Text(phrase));
  const std::string key = FoldForMatching(text);
  const auto [found, fresh] = unnamed_by_text_.emplace(key, unnamed_.size());
  if (fresh) {
    DocumentEntity entity;
    entity.id = StrCat("e", view_.document().entities.size() + unnamed_.size());
    entity.name = text;
    entity.type = type;
    entity.names.push_back({text, NameForm::kShort});
    unnamed_.push_back(std::move(entity));
  }
  DocumentEntity& entity = unnamed_[found->second];
  const Mention mention{view_.Span(phrase), MentionForm::kNominal};
  if (entity.mentions.empty() || entity.mentions.back().span != mention.span) {
    entity.mentions.push_back(mention);
  }
  return {entity.id, entity.name, entity.type};
}

}  // namespace dateline::patterns

#include "services/extraction/patterns/claim_rules.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/extraction/patterns/claim_phrases.h"
#include "services/extraction/patterns/clause_factuality.h"
#include "services/extraction/patterns/open_propositions.h"

namespace dateline::patterns {
namespace {

// The entity that the whole phrase refers to: a mention of exactly its words,
// but for an article.
std::optional<EntityReference> EntityOf(const DocumentView& view, const ClaimPhrase& phrase) {
  if (phrase.empty() || phrase.front().token < 0) return std::nullopt;
  auto begin = static_cast<uint32_t>(phrase.front().token);
  const uint32_t end = begin + static_cast<uint32_t>(phrase.size());
  if (phrase.back().token != end - 1) return std::nullopt;
  if (view.Lower(begin) == "the" && begin + 1 < end) ++begin;
  for (const EntityMention* mention : view.MentionsIn({begin, begin + 1})) {
    if (mention->tokens == TokenRange{begin, end}) return view.Reference(*mention);
  }
  if (begin == phrase.front().token) return std::nullopt;
  for (const EntityMention* mention : view.MentionsIn({begin - 1, begin})) {
    if (mention->tokens == TokenRange{begin - 1, end}) return view.Reference(*mention);
  }
  return std::nullopt;
}

Phrase PhraseOf(const DocumentView& view, const ClaimPhrase& phrase) {
  return {PhraseText(view, phrase), EntityOf(view, phrase)};
}

// From the first to the last word of what the text itself has.
TokenRange RangeOf(const OpenProposition& proposition) {
  TokenRange range{proposition.head, proposition.head + 1};
  const auto widen = [&range](const ClaimPhrase& phrase) {
    for (const ClaimWord& word : phrase) {
      if (word.token < 0) continue;
      range.begin = std::min(range.begin, static_cast<uint32_t>(word.token));
      range.end = std::max(range.end, static_cast<uint32_t>(word.token) + 1);
    }
  };
  widen(proposition.subject);
  widen(proposition.relation);
  for (const ClaimPhrase& object : proposition.objects) widen(object);
  return range;
}

// A purpose is not done yet: "He returned to sell the ship".
Factuality FactualityOf(const DocumentView& view, const OpenProposition& proposition) {
  Factuality factuality = FactualityAt(view, proposition.head);
  const bool purpose = proposition.construction == Construction::kAdverbialPhrase &&
                       view.tree().HasFeature(proposition.head, "VerbForm=Inf");
  if (purpose && factuality.status == FactStatus::kActual) factuality.status = FactStatus::kPlanned;
  return factuality;
}

std::string_view RuleOf(Construction construction) {
  switch (construction) {
    case Construction::kMain:
      return "claim.main_clause";
    case Construction::kCoordinated:
      return "claim.coordinated_clause";
    case Construction::kSharedSubject:
      return "claim.shared_subject";
    case Construction::kParataxis:
      return "claim.parataxis";
    case Construction::kContent:
      return "claim.content_clause";
    case Construction::kAdverbial:
      return "claim.adverbial_clause";
    case Construction::kAdverbialPhrase:
      return "claim.adverbial_phrase";
    case Construction::kRelative:
      return "claim.relative_clause";
    case Construction::kParticiple:
      return "claim.participle";
    case Construction::kOtherClause:
      return "claim.other_clause";
    case Construction::kExistence:
      return "claim.existence";
    case Construction::kApposition:
      return "claim.apposition";
    case Construction::kPlace:
      return "claim.place";
    case Construction::kTitle:
      return "claim.title";
    case Construction::kPossessive:
      return "claim.possessive";
  }
  return "";
}

}  // namespace

std::vector<RuleInfo> ClaimRules::Rules() const {
  return {
      {RuleOf(Construction::kMain), "what the main clause of a sentence says", ""},
      {RuleOf(Construction::kCoordinated), "\"..., and Ada Brook left\"", ""},
      {RuleOf(Construction::kSharedSubject), "\"Ada Brook came and left\"", ""},
      {RuleOf(Construction::kParataxis), "a clause set beside another", ""},
      {RuleOf(Construction::kContent), "what is said, thought or known to be so", ""},
      {RuleOf(Construction::kAdverbial), "\"because Ada Brook left\"", ""},
      {RuleOf(Construction::kAdverbialPhrase), "\"Leaving Lima, Ada Brook ...\"", ""},
      {RuleOf(Construction::kRelative), "\"Ada Brook, who left Lima, ...\"", ""},
      {RuleOf(Construction::kParticiple), "\"the harbour opened in May\"", ""},
      {RuleOf(Construction::kOtherClause), "clauses as subjects and the like", ""},
      {RuleOf(Construction::kExistence), "\"there is a harbour in Lima\"", ""},
      {RuleOf(Construction::kApposition), "\"Ada Brook, the mayor of Lima\"", ""},
      {RuleOf(Construction::kPlace), "\"Arica, Chile\"", ""},
      {RuleOf(Construction::kTitle), "\"mayor Ada Brook\"", ""},
      {RuleOf(Construction::kPossessive), "\"Peru's harbour\"", ""},
  };
}

void ClaimRules::Apply(const DocumentView& view, FactSink& sink) const {
  for (const nlp::Sentence& sentence : view.document().sentences) {
    const bool title = sentence.block == nlp::BlockKind::kTitle;
    if (sentence.block != nlp::BlockKind::kBody && !title) continue;
    for (const OpenProposition& proposition : ReadPropositions(view, sentence.tokens)) {
      Claim claim;
      claim.subject = PhraseOf(view, proposition.subject);
      claim.relation = PhraseText(view, proposition.relation);
      for (const ClaimPhrase& object : proposition.objects) {
        claim.objects.push_back(PhraseOf(view, object));
      }
      DraftFact& draft = sink.AddClaim(RuleOf(proposition.construction), std::move(claim),
                                       view.Span({proposition.head, proposition.head + 1}),
                                       view.Span(RangeOf(proposition)), proposition.confidence);
      draft.fact.attestation.factuality = FactualityOf(view, proposition);
    }
  }
}

}  // namespace dateline::patterns

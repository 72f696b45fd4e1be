#include "tests/golden/quality.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "common/base/strings.h"
#include "common/text/folding.h"

namespace dateline::golden {
namespace {

constexpr double kSameContent = 0.6;
constexpr double kSamePhrase = 0.5;

std::vector<std::string> FoldedWords(std::string_view text) {
  const std::string folded = FoldForMatching(text);
  return absl::StrSplit(folded, ' ', absl::SkipEmpty());
}

// What is left of a name without the words that only hold it together.
std::set<std::string> NameWords(std::string_view name) {
  std::set<std::string> words;
  for (std::string& word : FoldedWords(name)) {
    if (word != "the" && word != "of" && word != "a" && word != "an" && word != "s") {
      words.insert(std::move(word));
    }
  }
  return words;
}

// Compares with an extraction: knows the names that its entities go by.
class Matcher {
 public:
  Matcher(const Extraction& extraction, std::string_view text)
      : extraction_(extraction), text_(text), collapsed_(CollapseWhiteSpace(text)) {}

  bool EntityAgrees(std::string_view gold, const EntityReference& entity) const {
    if (NamesAgree(gold, entity.name)) return true;
    for (const DocumentEntity& known : extraction_.entities) {
      if (known.id != entity.id || entity.id.empty()) continue;
      for (const EntityName& name : known.names) {
        if (name.form != NameForm::kShort && NamesAgree(gold, name.text)) return true;
      }
    }
    return false;
  }

  bool ValueAgrees(std::string_view gold, const Value& value) const {
    if (const auto* entity = std::get_if<EntityReference>(&value)) {
      return EntityAgrees(gold, *entity);
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
      return ShareOfWords(gold, *text) >= kSamePhrase;
    }
    if (const auto* number = std::get_if<double>(&value)) {
      double expected = 0;
      return absl::SimpleAtod(AbslView(gold), &expected) && expected == *number;
    }
    const absl::StatusOr<TimeInterval> expected = ParseTimeInterval(gold);
    return expected.ok() && TimesAgree(*expected, std::get<TimeInterval>(value));
  }

  static bool TimesAgree(const TimeInterval& gold, const TimeInterval& said) {
    return said.start.has_value() && said.end.has_value() && gold.Contains(said);
  }

  // How well `fact` is what the gold says; 0 if it is not.
  double Match(const GoldFact& gold, const ExtractedFact& fact) const {
    if (fact.content.kind() != gold.kind || fact.content.type != gold.type) return 0;
    switch (gold.kind) {
      case FactKind::kRelation:
        return RelationAgrees(gold, std::get<Relation>(fact.content.body)) ? 1 : 0;
      case FactKind::kStatement: {
        const auto& statement = std::get<Statement>(fact.content.body);
        const double share = ShareOfWords(gold.content, statement.content);
        return share >= kSameContent && EntityAgrees(gold.subject, statement.speaker) ? share : 0;
      }
      default:
        return EventScore(gold, fact);
    }
  }

 private:
  bool RelationAgrees(const GoldFact& gold, const Relation& relation) const {
    return EntityAgrees(gold.subject, relation.subject) &&
           ValueAgrees(gold.object, relation.object);
  }

  double EventScore(const GoldFact& gold, const ExtractedFact& fact) const {
    if (!EvidenceOverlaps(gold.evidence, fact.attestation)) return 0;
    int wanted = 0, agreed = 0;
    for (const auto& [role, names] : gold.roles) {
      if (role == "topic") continue;
      for (const std::string& name : names) {
        ++wanted;
        agreed += AnyRoleAgrees(name, std::get<Event>(fact.content.body));
      }
    }
    return agreed > 0 || wanted == 0 ? 1.0 + agreed : 0;
  }

  bool AnyRoleAgrees(std::string_view gold, const Event& event) const {
    return std::any_of(event.roles.begin(), event.roles.end(),
                       [&](const RoleFiller& filler) { return ValueAgrees(gold, filler.value); });
  }

  // Whether some evidence of the attestation shares text with the gold's words,
  // which stand with white space collapsed.
  bool EvidenceOverlaps(const std::string& words, const Attestation& attestation) const {
    const size_t begin = collapsed_.find(words);
    if (begin == std::string::npos) return false;
    for (const Evidence& piece : attestation.evidence) {
      const size_t said_end = CollapseWhiteSpace(text_.substr(0, piece.span.end)).size();
      const size_t said_begin = said_end - CollapseWhiteSpace(piece.span.In(text_)).size();
      if (begin < said_end && said_begin < begin + words.size()) return true;
    }
    return false;
  }

  const Extraction& extraction_;
  std::string_view text_;
  std::string collapsed_;
};

// The extracted facts of a kind, a relation that is said twice once.
std::vector<const ExtractedFact*> DistinctFacts(const Extraction& extraction, FactKind kind) {
  std::vector<const ExtractedFact*> facts;
  for (const ExtractedFact& fact : extraction.facts) {
    if (fact.content.kind() != kind) continue;
    const bool repeated =
        kind == FactKind::kRelation &&
        std::any_of(facts.begin(), facts.end(), [&fact](const ExtractedFact* earlier) {
          return earlier->content.type == fact.content.type &&
                 earlier->content.body == fact.content.body;
        });
    if (!repeated) facts.push_back(&fact);
  }
  return facts;
}

std::string InWords(const Value& value) {
  if (const auto* entity = std::get_if<EntityReference>(&value)) return entity->name;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return StrCat(*number);
  return std::get<TimeInterval>(value).ToEdtf();
}

std::string InWords(const ExtractedFact& fact) {
  if (const auto* statement = std::get_if<Statement>(&fact.content.body)) {
    return StrCat(statement->speaker.name, ": ", statement->content);
  }
  const auto& relation = std::get<Relation>(fact.content.body);
  return StrCat(relation.subject.name, " ", fact.content.type, " ", InWords(relation.object));
}

}  // namespace

bool NamesAgree(std::string_view a, std::string_view b) {
  std::set<std::string> shorter = NameWords(a), longer = NameWords(b);
  if (shorter.size() > longer.size()) std::swap(shorter, longer);
  if (shorter.empty()) return false;
  if (shorter == longer) return true;
  return shorter.size() >= 2 &&
         std::includes(longer.begin(), longer.end(), shorter.begin(), shorter.end());
}

double ShareOfWords(std::string_view a, std::string_view b) {
  std::vector<std::string> first = FoldedWords(a), second = FoldedWords(b);
  if (first.empty() || second.empty()) return 0;
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  std::vector<std::string> common;
  std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                        std::back_inserter(common));
  return 2.0 * static_cast<double>(common.size()) /
         static_cast<double>(first.size() + second.size());
}

void Quality::Add(const std::vector<GoldFact>& gold, const Extraction& extraction,
                  std::string_view text) {
  const Matcher matcher(extraction, text);
  for (auto [kind, tally] :
       {std::pair(FactKind::kRelation, &relations), std::pair(FactKind::kEvent, &events),
        std::pair(FactKind::kStatement, &statements)}) {
    std::vector<const ExtractedFact*> left = DistinctFacts(extraction, kind);
    tally->extracted += static_cast<int>(left.size());
    for (const GoldFact& wanted : gold) {
      if (wanted.kind != kind) continue;
      ++tally->gold;
      double best = 0;
      auto found = left.end();
      for (auto it = left.begin(); it != left.end(); ++it) {
        const double score = matcher.Match(wanted, **it);
        if (score > best) best = score, found = it;
      }
      if (found == left.end()) {
        missed.push_back(wanted.id);
        continue;
      }
      ++tally->found;
      const std::optional<TimeInterval>& said = (*found)->content.valid_time;
      if (kind == FactKind::kEvent && wanted.time.has_value()) {
        ++event_times.gold;
        event_times.extracted += said.has_value();
        event_times.found += said.has_value() && Matcher::TimesAgree(*wanted.time, *said);
      }
      left.erase(found);
    }
    for (const ExtractedFact* fact : left) {
      if (kind != FactKind::kEvent) unknown.push_back(InWords(*fact));
    }
  }
}

std::string Quality::Describe() const {
  std::string out = "            precision  recall     F1   found/gold/extracted\n";
  for (const auto& [name, tally] :
       {std::pair("relations", &relations), std::pair("events", &events),
        std::pair("statements", &statements), std::pair("event times", &event_times)}) {
    out +=
        absl::StrFormat("%-12s%8.3f%9.3f%7.3f   %d/%d/%d\n", name, tally->Precision(),
                        tally->Recall(), tally->F1(), tally->found, tally->gold, tally->extracted);
  }
  return out;
}

}  // namespace dateline::golden

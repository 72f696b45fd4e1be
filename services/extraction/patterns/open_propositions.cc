#include "services/extraction/patterns/open_propositions.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "services/extraction/patterns/claim_clauses.h"
#include "services/extraction/patterns/claim_confidence.h"
#include "services/extraction/patterns/clause_propositions.h"

namespace dateline::patterns {
namespace {

// Of the confidence of what a minimal form repeats a part of.
constexpr double kRepeated = 0.3;

class SentenceReader {
 public:
  SentenceReader(const DocumentView& view, TokenRange sentence)
      : view_(view),
        tree_(view.tree()),
        sentence_(sentence),
        phrases_(view),
        clauses_(view, sentence) {}

  std::vector<OpenProposition> Run() {
    for (uint32_t token = sentence_.begin; token < sentence_.end; ++token) {
      if (clauses_.IsPredicate(token)) {
        ClausePropositions(view_, phrases_, clauses_, token).Read(out_);
      }
      ReadNominal(token);
    }
    DropRepeated();
    return std::move(out_);
  }

 private:
  void ReadNominal(uint32_t token) {
    if (tree_.Head(token) < 0) return;
    const auto head = static_cast<uint32_t>(tree_.Head(token));
    const std::string_view relation = tree_.Relation(token);
    if (relation == "appos") ReadApposition(token, head);
    if (relation == "nmod:desc") ReadTitle(token, head);
    if (relation == "nmod:poss") ReadPossessive(token, head);
  }

  bool IsOf(const EntityMention* name, std::initializer_list<EntityType> types) const {
    return name != nullptr &&
           std::find(types.begin(), types.end(), view_.TypeOf(*name)) != types.end();
  }

  ClaimPhrase Noun(uint32_t head, std::vector<uint32_t> without) const {
    PhraseRequest request{.without_case = true, .without_conjuncts = true};
    request.without = std::move(without);
    return phrases_.Read(head, request);
  }

  // "Orlo Vance, the mayor of Lima": the name is the subject.
  void ReadApposition(uint32_t token, uint32_t head) {
    const EntityMention* inner = view_.NameAt(token);
    const EntityMention* outer = view_.NameAt(head);
    if (inner != nullptr && inner == outer) return;  // "Orlo Vance, Jr."
    const bool place = IsOf(inner, {EntityType::kGpe, EntityType::kLocation}) &&
                       tree_.Upos(head) == "PROPN" && !IsOf(outer, {EntityType::kPerson});
    ClaimPhrase first = Noun(head, {token});
    ClaimPhrase second = WithoutBrackets(phrases_.Read(token, {.without_case = true}));
    if (place) {
      Add(Construction::kPlace, token, std::move(first), {{-1, "is"}, {-1, "in"}},
          std::move(second));
      return;
    }
    const bool list = !clauses_.Conjuncts(token).empty();
    const bool named =
        tree_.Upos(token) == "PROPN" &&
        (tree_.Upos(head) != "PROPN" || (IsOf(inner, {EntityType::kPerson}) && outer == nullptr));
    const bool plural = !clauses_.Conjuncts(head).empty() || (list && named);
    if (named) std::swap(first, second);
    Add(Construction::kApposition, token, std::move(first), {{-1, plural ? "are" : "is"}},
        std::move(second));
  }

  // "(ETU)" is "ETU".
  ClaimPhrase WithoutBrackets(ClaimPhrase phrase) const {
    const auto form = [this](const ClaimWord& word) {
      return word.token < 0 ? word.put_in
                            : view_.document().Form(static_cast<uint32_t>(word.token));
    };
    if (phrase.size() > 2 && form(phrase.front()) == "(" && form(phrase.back()) == ")") {
      phrase.pop_back();
      phrase.erase(phrase.begin());
    }
    return phrase;
  }

  // "author Ada Brook"; not "Mr. Brook".
  void ReadTitle(uint32_t token, uint32_t head) {
    const EntityMention* name = view_.NameAt(head);
    if (token > head || name == nullptr || view_.TypeOf(*name) != EntityType::kPerson) return;
    const std::string_view form = view_.document().Form(token);
    if (form.size() <= 4 || form.ends_with(".")) return;
    std::vector<uint32_t> before;
    for (const uint32_t child : tree_.Children(head)) {
      if (child <= token) before.push_back(child);
    }
    Add(Construction::kTitle, token, Noun(head, std::move(before)), {{-1, "is"}},
        phrases_.Read(token, {}));
  }

  void ReadPossessive(uint32_t token, uint32_t head) {
    if (tree_.Upos(token) != "PROPN") return;
    PhraseRequest owner{.without_conjuncts = true};
    owner.without = tree_.ChildrenWith(token, "case");
    Add(Construction::kPossessive, token, phrases_.Read(token, owner), {{-1, "has"}},
        Noun(head, {token}));
  }

  void Add(Construction construction, uint32_t token, ClaimPhrase subject, ClaimPhrase relation,
           ClaimPhrase object) {
    if (subject.empty() || object.empty()) return;
    OpenProposition proposition;
    proposition.construction = construction;
    proposition.head = token;
    proposition.subject = std::move(subject);
    proposition.relation = std::move(relation);
    proposition.objects.push_back(std::move(object));
    proposition.shape.sentence_words = sentence_.size();
    proposition.confidence = EstimateConfidence(proposition);
    out_.push_back(std::move(proposition));
  }

  // Two clauses of a broken tree may say the same.
  void DropRepeated() {
    std::vector<OpenProposition> kept;
    for (OpenProposition& proposition : out_) {
      const size_t from = kept.size() > kCompared ? kept.size() - kCompared : 0;
      const bool repeated = std::any_of(
          kept.begin() + static_cast<int64_t>(from), kept.end(), [&](const OpenProposition& other) {
            return other.subject == proposition.subject && other.relation == proposition.relation &&
                   other.objects == proposition.objects;
          });
      if (!repeated) kept.push_back(std::move(proposition));
    }
    out_ = std::move(kept);
  }

  static constexpr size_t kCompared = 24;

  const DocumentView& view_;
  const DependencyTree& tree_;
  const TokenRange sentence_;
  const PhraseReader phrases_;
  ClauseReader clauses_;
  std::vector<OpenProposition> out_;
};

}  // namespace

std::vector<OpenProposition> ReadPropositions(const DocumentView& view, TokenRange sentence) {
  return SentenceReader(view, sentence).Run();
}

std::vector<OpenProposition> MinimalForms(const DocumentView& view,
                                          const OpenProposition& proposition) {
  const size_t further = proposition.shape.further;
  if (further == 0 || proposition.objects.size() <= further) return {};
  const size_t objects = proposition.objects.size() - further;
  OpenProposition core = proposition;
  core.shape.further = 0;
  core.confidence *= kRepeated;
  core.objects.resize(objects);
  std::vector<OpenProposition> out{core};
  for (size_t i = objects; i < proposition.objects.size(); ++i) {
    const ClaimPhrase& phrase = proposition.objects[i];
    const auto word = std::find_if(phrase.begin(), phrase.end(), [&view](const ClaimWord& w) {
      return w.token >= 0 && view.tree().Upos(static_cast<uint32_t>(w.token)) != "ADP";
    });
    if (word == phrase.begin() || word == phrase.end()) continue;
    OpenProposition piece = core;
    for (const ClaimPhrase& object : core.objects) {
      piece.relation.insert(piece.relation.end(), object.begin(), object.end());
    }
    piece.relation.insert(piece.relation.end(), phrase.begin(), word);
    piece.objects = {ClaimPhrase(word, phrase.end())};
    out.push_back(std::move(piece));
  }
  return out;
}

}  // namespace dateline::patterns

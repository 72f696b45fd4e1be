#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "services/extraction/patterns/clause_factuality.h"
#include "services/extraction/patterns/identity_rules.h"

namespace dateline::patterns {
namespace {

class MembershipFinder {
 public:
  MembershipFinder(const DocumentView& view, FactSink& sink) : view_(view), sink_(sink) {}

  void Sentence(const nlp::Sentence& sentence) {
    sentence_ = sentence.tokens;
    for (uint32_t i = sentence_.begin; i < sentence_.end; ++i) {
      const std::string_view word = view_.Lower(i);
      if (word == "members" || word == "member") {
        MembersOf(i);
        CountedMembers(i);
      } else if (word == "includes" || word == "comprises" || word == "comprising") {
        Includes(i);
      }
    }
  }

 private:
  bool IsBody(const EntityMention* mention) const {
    if (mention == nullptr) return false;
    const EntityType type = view_.TypeOf(*mention);
    return type == EntityType::kOrganization || type == EntityType::kAgreement;
  }

  bool CanBeMember(const EntityMention& mention) const {
    const EntityType type = view_.TypeOf(mention);
    return type == EntityType::kGpe || type == EntityType::kOrganization ||
           type == EntityType::kPerson;
  }

  // The body named or described from `at` on ("the ETU", "the bloc").
  const EntityMention* BodyAt(uint32_t at) const {
    const EntityMention* described = view_.MentionBeginningAt(at);
    return IsBody(described) ? described : view_.MentionBeginningAt(SkipArticle(at));
  }

  uint32_t SkipArticle(uint32_t at) const {
    const std::string_view word = view_.Lower(at);
    return word == "the" || word == "a" || word == "an" ? at + 1 : at;
  }

  // Names joined by commas and "and" from `at` on.
  std::vector<const EntityMention*> List(uint32_t at, uint32_t* end) const {
    std::vector<const EntityMention*> out;
    while (at < sentence_.end) {
      at = SkipArticle(at);
      const EntityMention* mention = view_.MentionBeginningAt(at);
      if (mention == nullptr || !CanBeMember(*mention) || view_.IsPossessive(mention->tokens.end)) {
        break;
      }
      out.push_back(mention);
      at = mention->tokens.end;
      *end = at;
      bool link = false;
      while (at < sentence_.end && (view_.Lower(at) == "," || view_.Lower(at) == "and" ||
                                    view_.Lower(at) == "&" || view_.Lower(at) == ";")) {
        link = true;
        ++at;
      }
      if (!link) break;
    }
    return out;
  }

  void EmitAll(std::string_view rule, const std::vector<const EntityMention*>& members,
               const EntityMention& body, TokenRange evidence, uint32_t trigger,
               double confidence) {
    const Factuality factuality = FactualityAt(view_, trigger);
    for (const EntityMention* member : members) {
      if (member->entity == body.entity) continue;
      Relation relation{view_.Reference(*member), view_.Reference(body), {}};
      DraftFact& draft = sink_.AddRelation(rule, "member_of", std::move(relation),
                                           view_.Span(evidence), confidence);
      draft.fact.attestation.factuality = factuality;
    }
  }

  // "Members of the ETU are Peru, Chile and Example Land."
  void MembersOf(uint32_t at) {
    if (view_.Lower(at + 1) != "of") return;
    const EntityMention* body = BodyAt(at + 2);
    if (!IsBody(body)) return;
    uint32_t verb = body->tokens.end;
    // "(ETU)" between the name and the verb.
    if (view_.Lower(verb) == "(") {
      while (verb < sentence_.end && view_.Lower(verb) != ")") ++verb;
      ++verb;
    }
    const std::string_view word = view_.Lower(verb);
    if (word != "are" && word != "include" && word != "were" && word != ":") return;
    uint32_t end = verb;
    const auto members = List(SkipColon(verb + 1), &end);
    if (members.empty()) return;
    EmitAll("relation.member_of.members_are", members, *body, {at, end}, verb, 0.93);
  }

  uint32_t SkipColon(uint32_t at) const { return view_.Lower(at) == ":" ? at + 1 : at; }

  // "The ETU ... has six members: A, B and C"; also counts them.
  void CountedMembers(uint32_t at) {
    if (view_.Lower(at) != "members") return;
    uint32_t number_at = at - 1;
    if (view_.Lower(number_at) == "member" || view_.Lower(number_at) == "full") --number_at;
    if (number_at <= sentence_.begin || number_at >= sentence_.end) return;
    const double count = nlp::NumberValue(view_.Lower(number_at));
    if (count < 2) return;
    // Back to the verb and its subject.
    uint32_t verb = number_at;
    bool has = false;
    while (verb > sentence_.begin && number_at - verb < 5) {
      --verb;
      const std::string_view word = view_.Lower(verb);
      if (word == "has" || word == "have" || word == "comprises" || word == "includes" ||
          word == "had") {
        has = true;
        break;
      }
    }
    if (!has) return;
    const EntityMention* body = SubjectBody(verb);
    if (body == nullptr) return;
    Relation relation{view_.Reference(*body), count, {}};
    DraftFact& draft =
        sink_.AddRelation("relation.member_count.has_members", "member_count", std::move(relation),
                          view_.Span({body->tokens.begin, at + 1}), 0.88);
    draft.fact.attestation.factuality = FactualityAt(view_, verb);
    const std::string_view mark = view_.Lower(at + 1);
    if (mark != ":" && mark != "-" && mark != "–" && mark != "—" && mark != "," && mark != "(")
      return;
    uint32_t end = at + 1;
    const auto members = List(at + 2, &end);
    // Three of six names after a comma are other things as a rule.
    if (static_cast<double>(members.size()) != count && (mark == "," || members.size() < 2)) return;
    EmitAll("relation.member_of.has_members", members, *body, {verb, end}, verb, 0.92);
  }

  // The body that is the subject of the verb: the nearest before it.
  const EntityMention* SubjectBody(uint32_t verb) const {
    const EntityMention* best = nullptr;
    for (const EntityMention* mention : view_.MentionsIn({sentence_.begin, verb})) {
      if (!IsBody(mention) || mention->tokens.end > verb) continue;
      const std::string_view before = view_.Lower(static_cast<int64_t>(mention->tokens.begin) - 1);
      if (before == "of" || before == "with" || before == "by") continue;
      best = mention;
    }
    return best;
  }

  // "The bloc, which includes A, B and C".
  void Includes(uint32_t at) {
    uint32_t before = at;
    if (view_.Lower(before - 1) == "which" || view_.Lower(before - 1) == "that" ||
        view_.Lower(before - 1) == "currently") {
      --before;
    }
    if (before > sentence_.begin && view_.Lower(before - 1) == ",") --before;
    if (before > sentence_.begin && view_.Lower(before - 1) == ")") {
      while (before > sentence_.begin && view_.Lower(before) != "(") --before;
    }
    const EntityMention* body = view_.MentionEndingAt(before);
    if (!IsBody(body)) return;
    uint32_t end = at;
    const auto members = List(at + 1, &end);
    if (members.size() < 2) return;
    for (const EntityMention* member : members) {
      if (view_.TypeOf(*member) == EntityType::kPerson) return;
    }
    EmitAll("relation.member_of.includes", members, *body, {body->tokens.begin, end}, at, 0.88);
  }

  const DocumentView& view_;
  FactSink& sink_;
  TokenRange sentence_;
};

}  // namespace

std::vector<RuleInfo> MembershipRules::Rules() const {
  return {
      {"relation.member_of.members_are", "Members of BODY are A, B and C", "member_of"},
      {"relation.member_of.has_members", "BODY has NUMBER members: A, B and C", "member_of"},
      {"relation.member_of.includes", "BODY, which includes A, B and C", "member_of"},
      {"relation.member_count.has_members", "BODY has NUMBER members", "member_count"},
  };
}

void MembershipRules::Apply(const DocumentView& view, FactSink& sink) const {
  MembershipFinder finder(view, sink);
  for (const nlp::Sentence& sentence : view.document().sentences) {
    if (sentence.block == nlp::BlockKind::kBody) finder.Sentence(sentence);
  }
}

}  // namespace dateline::patterns

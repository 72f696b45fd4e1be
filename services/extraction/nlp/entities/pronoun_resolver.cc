#include "services/extraction/nlp/entities/pronoun_resolver.h"

#include <algorithm>
#include <iterator>

namespace dateline::nlp {
namespace {

constexpr size_t kMostCandidates = 24;
constexpr size_t kMostInSentence = 64;
// Sentences over which an entity stays in mind without being mentioned.
constexpr uint32_t kPersonMemory = 12;
constexpr uint32_t kDeepestTree = 60;

bool Matches(std::string_view relation, std::string_view wanted) {
  return relation == wanted || (relation.size() > wanted.size() && relation.starts_with(wanted) &&
                                relation[wanted.size()] == ':');
}

bool IsRelativeWord(std::string_view lower) {
  return lower == "who" || lower == "whom" || lower == "whose" || lower == "which" ||
         lower == "that" || lower == "where";
}

bool IsThingPronoun(std::string_view lower) {
  return lower == "it" || lower == "its" || lower == "itself";
}

// Bodies take "their" more readily than "they", which mostly means people.
bool IsPluralPronoun(std::string_view lower) { return lower == "their"; }

}  // namespace

PronounResolver::PronounResolver(const AnnotatedDocument& document, const DocumentWords& words)
    : document_(document),
      words_(words),
      sentence_begin_(document.tokens.size(), 0),
      has_subject_(document.tokens.size(), false) {
  for (const Sentence& sentence : document.sentences) {
    for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
      sentence_begin_[i] = sentence.tokens.begin;
    }
  }
  for (uint32_t i = 0; i < document.tokens.size(); ++i) {
    if (Matches(RelationOf(i), "nsubj") && HeadOf(i) >= 0) has_subject_[HeadOf(i)] = true;
  }
}

bool PronounResolver::IsPersonal(std::string_view lower) {
  return GenderOfPronoun(lower) != Gender::kUnknown;
}

void PronounResolver::OpenSentence(uint32_t sentence) {
  sentence_ = sentence;
  in_sentence_.clear();
  person_in_sentence_ = false;
  for (Candidate& candidate : recent_) candidate.recent /= 2;
}

int64_t PronounResolver::HeadOf(uint32_t token) const {
  const int32_t head = document_.tokens[token].head;
  if (head <= 0) return -1;
  const int64_t at = static_cast<int64_t>(sentence_begin_[token]) + head - 1;
  return at < static_cast<int64_t>(document_.tokens.size()) && at != token ? at : -1;
}

// The word of the range whose head lies outside it.
uint32_t PronounResolver::HeadWord(TokenRange tokens) const {
  for (uint32_t i = tokens.begin; i < tokens.end; ++i) {
    const int64_t head = HeadOf(i);
    if (head < static_cast<int64_t>(tokens.begin) || head >= static_cast<int64_t>(tokens.end)) {
      return i;
    }
  }
  return tokens.end - 1;
}

// The root or joined to it by "and".
bool PronounResolver::IsMainVerb(uint32_t verb) const {
  int64_t at = verb;
  for (uint32_t steps = 0; steps < kDeepestTree && Matches(RelationOf(at), "conj"); ++steps) {
    if (HeadOf(static_cast<uint32_t>(at)) < 0) break;
    at = HeadOf(static_cast<uint32_t>(at));
  }
  return HeadOf(static_cast<uint32_t>(at)) < 0;
}

PronounResolver::Role PronounResolver::RoleOf(uint32_t head) const {
  uint32_t at = head;
  for (uint32_t steps = 0; steps < kDeepestTree; ++steps) {
    const std::string_view relation = RelationOf(at);
    const int64_t above = HeadOf(at);
    if (Matches(relation, "nsubj")) {
      return above >= 0 && IsMainVerb(static_cast<uint32_t>(above)) ? Role::kMainSubject
                                                                    : Role::kSubject;
    }
    if (Matches(relation, "nmod:poss")) return Role::kOwner;
    if (Matches(relation, "obj") || Matches(relation, "iobj")) return Role::kObject;
    const bool climbs = Matches(relation, "flat") || Matches(relation, "compound") ||
                        Matches(relation, "conj") || Matches(relation, "appos");
    if (!climbs || above < 0) return HeadOf(at) < 0 ? Role::kSubject : Role::kOther;
    at = static_cast<uint32_t>(above);
  }
  return Role::kOther;
}

// The verb whose subject the verb has: itself, or for "met Mira and thanked her"
// the first of those joined to it.
uint32_t PronounResolver::WithSubject(uint32_t verb) const {
  uint32_t at = verb;
  for (uint32_t steps = 0; steps < kDeepestTree && !has_subject_[at]; ++steps) {
    if (!Matches(RelationOf(at), "conj") || HeadOf(at) < 0) break;
    at = static_cast<uint32_t>(HeadOf(at));
  }
  return at;
}

int64_t PronounResolver::Governor(uint32_t head) const {
  int64_t at = head;
  for (uint32_t steps = 0; at >= 0 && steps < kDeepestTree; ++steps) {
    const std::string_view relation = RelationOf(static_cast<uint32_t>(at));
    const int64_t above = HeadOf(static_cast<uint32_t>(at));
    if (Matches(relation, "nsubj") || Matches(relation, "obj") || Matches(relation, "iobj") ||
        Matches(relation, "obl")) {
      return above;
    }
    if (!Matches(relation, "flat") && !Matches(relation, "compound") &&
        !Matches(relation, "conj") && !Matches(relation, "appos")) {
      return -1;
    }
    at = above;
  }
  return -1;
}

void PronounResolver::NoteGender(const Seen& seen) {
  if (seen.type != EntityType::kPerson || GenderOf(seen.cluster) != Gender::kUnknown) return;
  Gender gender = Gender::kUnknown;
  // "Mrs Example"; "the actress Jane Example"; "his wife, Jane".
  for (int64_t before = 1; before <= 2 && gender == Gender::kUnknown; ++before) {
    const int64_t at = static_cast<int64_t>(seen.tokens.begin) - before;
    if (before == 2 && words_.Lower(at + 1) != "," && words_.Lower(at + 1) != ".") break;
    gender = GenderOfWord(words_.Lower(at));
  }
  for (uint32_t i = seen.tokens.begin; i < seen.tokens.end && gender == Gender::kUnknown; ++i) {
    gender = GenderOfWord(words_.Lower(i));
    const bool given = i == seen.tokens.begin && seen.tokens.size() >= 1;
    if (gender == Gender::kUnknown && given) gender = GenderOfGivenName(words_.Lower(i));
  }
  if (gender != Gender::kUnknown) gender_[seen.cluster] = gender;
}

Gender PronounResolver::GenderOf(int32_t cluster) const {
  const auto found = gender_.find(cluster);
  return found == gender_.end() ? Gender::kUnknown : found->second;
}

void PronounResolver::Saw(const Seen& seen) {
  if (seen.cluster < 0) return;
  NoteGender(seen);
  // What stands far back in a sentence without end is no antecedent.
  if (in_sentence_.size() >= kMostInSentence) in_sentence_.erase(in_sentence_.begin());
  in_sentence_.push_back(seen);
  const auto same = [&seen](const Candidate& other) { return other.cluster == seen.cluster; };
  const auto found = std::find_if(recent_.begin(), recent_.end(), same);
  Candidate candidate;
  candidate.cluster = seen.cluster;
  candidate.type = seen.type;
  candidate.sentence = sentence_;
  candidate.head = HeadWord(seen.tokens);
  candidate.first = seen.tokens.begin;
  candidate.role = RoleOf(candidate.head);
  if (seen.type == EntityType::kPerson) {
    candidate.opens = !person_in_sentence_;
    person_in_sentence_ = true;
  }
  if (found != recent_.end()) {
    candidate.recent = found->recent;
    // The most prominent place in a sentence counts.
    if (found->sentence == sentence_ && found->role >= candidate.role) {
      candidate.role = found->role;
      candidate.head = found->head;
      candidate.first = found->first;
    }
    if (found->sentence == sentence_) candidate.opens |= found->opens;
    recent_.erase(found);
  }
  candidate.recent += 4;
  recent_.push_back(candidate);
  if (recent_.size() > kMostCandidates) recent_.erase(recent_.begin());
}

bool PronounResolver::IsRelative(uint32_t token) const {
  const std::string_view lower = words_.Lower(token);
  if (!IsRelativeWord(lower)) return false;
  if (lower != "that") return true;
  const std::string_view relation = RelationOf(token);
  return Matches(relation, "nsubj") || Matches(relation, "obj");
}

bool PronounResolver::IsPronoun(uint32_t token) const {
  const std::string_view lower = words_.Lower(token);
  if (IsPersonal(lower) || IsPluralPronoun(lower)) return true;
  if (IsThingPronoun(lower)) return !Matches(RelationOf(token), "expl");
  return IsRelative(token);
}

bool PronounResolver::SaidOfBody(uint32_t token) const {
  const int64_t head = HeadOf(token);
  if (head < 0) return false;
  const std::string_view word = words_.Lower(head);
  if (Matches(RelationOf(token), "nmod:poss")) {
    return word == "headquarters" || word == "subsidiary" || word == "subsidiaries" ||
           word == "founder" || word == "founders" || word == "founding" || word == "ceo" ||
           word == "chairman" || word == "members" || word == "shareholders" ||
           word == "employees" || word == "customers" || word == "parent";
  }
  if (!Matches(RelationOf(token), "nsubj")) return false;
  return word == "founded" || word == "established" || word == "formed" || word == "incorporated" ||
         word == "headquartered" || word == "based" || word == "banned" || word == "co-founded" ||
         word == "subsidiary" || IsWord(WordClass::kGroupNoun, word);
}

int32_t PronounResolver::Resolve(uint32_t token) {
  const std::string_view lower = words_.Lower(token);
  const Gender gender = GenderOfPronoun(lower);
  if (gender != Gender::kUnknown) {
    const int32_t cluster = ResolvePerson(token, gender);
    if (cluster >= 0) pronoun_gender_[cluster] = gender;
    return cluster;
  }
  if (IsRelativeWord(lower)) return ResolveRelative(token);
  return ResolveThing(token, IsPluralPronoun(lower));
}

// Up to the clause that the word opens, then to what that clause is said of.
int32_t PronounResolver::ResolveRelative(uint32_t token) const {
  int64_t at = token;
  for (uint32_t steps = 0; at >= 0 && steps < kDeepestTree; ++steps) {
    const std::string_view relation = RelationOf(static_cast<uint32_t>(at));
    const int64_t above = HeadOf(static_cast<uint32_t>(at));
    if (relation == "acl:relcl") {
      if (above < 0 || above >= token) return -1;
      const int32_t stands_for = MentionForHead(static_cast<uint32_t>(above), token);
      return stands_for >= 0 ? stands_for : MentionBefore(token);
    }
    at = above;
  }
  return -1;
}

// "where" is no person, "which" neither, "who" no place.
bool PronounResolver::CanStandFor(uint32_t relative, const Seen& seen) const {
  const std::string_view word = words_.Lower(relative);
  const bool person = seen.type == EntityType::kPerson;
  const bool place = seen.type == EntityType::kGpe || seen.type == EntityType::kLocation;
  if (word == "where" || word == "which") return !person;
  if (word == "who" || word == "whom") return !place;
  return true;
}

// The name right before the pronoun ("studied law at Example College, where").
int32_t PronounResolver::MentionBefore(uint32_t relative) const {
  uint32_t end = relative;
  for (int skipped = 0; skipped < 2 && end > 0; ++skipped) {
    const std::string_view word = words_.Lower(static_cast<int64_t>(end) - 1);
    if (word != "," && word != ")" &&
        !words_.Is(static_cast<int64_t>(end) - 1, WordClass::kPreposition)) {
      break;
    }
    --end;
  }
  for (const Seen& seen : in_sentence_) {
    if (seen.tokens.end == end && CanStandFor(relative, seen)) return seen.cluster;
  }
  return -1;
}

// The mention whose phrase the word `antecedent` heads: the name itself, a name
// beside it ("the lender Example Bank"), what it is an apposition to or said of
// ("Example Bank is a lender that").
int32_t PronounResolver::MentionForHead(uint32_t antecedent, uint32_t before) const {
  uint32_t at = antecedent;
  for (uint32_t steps = 0; steps < 4; ++steps) {
    for (const Seen& seen : in_sentence_) {
      const bool holds = seen.tokens.begin <= at && at < seen.tokens.end;
      if (holds && CanStandFor(before, seen)) return seen.cluster;
    }
    for (const Seen& seen : in_sentence_) {
      const uint32_t head = HeadWord(seen.tokens);
      if (seen.tokens.end > before || HeadOf(head) != at || !CanStandFor(before, seen)) continue;
      const std::string_view relation = RelationOf(head);
      const bool beside = Matches(relation, "appos") || Matches(relation, "flat") ||
                          (Matches(relation, "compound") && head > at);
      const bool said_of = Matches(relation, "nsubj") && steps == 0;
      if (beside || said_of) return seen.cluster;
    }
    const std::string_view relation = RelationOf(at);
    const int64_t above = HeadOf(at);
    if (above < 0 || (!Matches(relation, "appos") && !Matches(relation, "flat"))) return -1;
    at = static_cast<uint32_t>(above);
  }
  return -1;
}

bool PronounResolver::SharesVerb(uint32_t token, const Candidate& candidate) const {
  if (candidate.sentence != sentence_) return false;
  const std::string_view relation = RelationOf(token);
  if (Matches(relation, "nmod:poss") || words_.Lower(token).ends_with("self")) return false;
  const int64_t verb = Governor(token);
  if (verb < 0) return false;
  const int64_t other = Governor(candidate.head);
  const bool subject = candidate.role == Role::kMainSubject || candidate.role == Role::kSubject;
  return verb == other || (subject && other == WithSubject(static_cast<uint32_t>(verb)));
}

int32_t PronounResolver::ResolvePerson(uint32_t token, Gender gender) const {
  int32_t best = -1;
  double best_score = -1e9;
  for (const Candidate& candidate : recent_) {
    if (candidate.type != EntityType::kPerson) continue;
    const uint32_t distance = sentence_ - candidate.sentence;
    if (distance > kPersonMemory || SharesVerb(token, candidate)) continue;
    const Gender known = GenderOf(candidate.cluster);
    if (known != Gender::kUnknown && known != gender) continue;
    double score = known == gender ? 1.0 : 0.0;
    // What an earlier pronoun says is weaker: it may have been read wrong.
    if (const auto called = pronoun_gender_.find(candidate.cluster);
        called != pronoun_gender_.end() && known == Gender::kUnknown) {
      score += called->second == gender ? 1.0 : -2.5;
    }
    switch (candidate.role) {
      case Role::kMainSubject:
        score += 4.0;
        break;
      case Role::kSubject:
        score += 3.2;
        break;
      case Role::kOwner:
        score += 2.2;
        break;
      case Role::kObject:
        score += 2.0;
        break;
      case Role::kOther:
        score += 1.2;
        break;
    }
    if (candidate.opens) score += 1.0;
    score -= 1.8 * distance;
    score += 0.1 * std::min<uint32_t>(candidate.recent, 10);
    if (score >= best_score) {
      best = candidate.cluster;
      best_score = score;
    }
  }
  return best;
}

int32_t PronounResolver::ResolveThing(uint32_t token, bool plural) const {
  const bool owner = Matches(RelationOf(token), "nmod:poss");
  int32_t best = -1;
  double best_score = 0;
  for (const Candidate& candidate : recent_) {
    const uint32_t distance = sentence_ - candidate.sentence;
    if (distance > 1 || SharesVerb(token, candidate)) continue;
    const EntityType type = candidate.type;
    if (type == EntityType::kPerson || type == EntityType::kUnspecified) continue;
    if (plural && type != EntityType::kOrganization && type != EntityType::kGroup) continue;
    if (!plural && type == EntityType::kGroup) continue;
    const bool subject = candidate.role >= Role::kSubject;
    if (!subject && !(owner && distance == 0 && candidate.role != Role::kOther)) continue;
    double score = candidate.role == Role::kMainSubject ? 4.0 : subject ? 3.0 : 1.5;
    if (type == EntityType::kOrganization) score += 0.5;
    if (type == EntityType::kLocation || type == EntityType::kFacility) score -= 0.5;
    score -= 1.5 * distance;
    if (score >= best_score) {
      best = candidate.cluster;
      best_score = score;
    }
  }
  return best;
}

}  // namespace dateline::nlp

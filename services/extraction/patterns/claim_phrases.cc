#include "services/extraction/patterns/claim_phrases.h"

#include <algorithm>

#include "services/extraction/patterns/word_choice.h"

namespace dateline::patterns {
namespace {

// Marks between two words of a phrase are few; more of them are no prose.
constexpr uint32_t kMostMarksBetween = 3;

// What a noun phrase never keeps: these say something of their own.
bool IsAside(std::string_view relation) {
  return IsOneOf(relation, {"acl:relcl", "appos", "parataxis", "discourse", "advcl", "advcl:relcl",
                            "vocative", "dep"});
}

// What belongs to the clause that a noun heads, not to the noun.
bool IsOfTheClause(std::string_view relation) {
  return IsOneOf(relation, {"mark", "nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass",
                            "cop", "aux", "aux:pass", "cc", "expl"});
}

std::string_view ClosingOf(std::string_view open) {
  if (open == "“") return "”";
  if (open == "\"") return "\"";
  if (open == "(") return ")";
  if (open == "[") return "]";
  return "";
}

}  // namespace

std::string PhraseText(const DocumentView& view, const ClaimPhrase& phrase) {
  std::string text;
  for (size_t i = 0; i < phrase.size(); ++i) {
    const ClaimWord& word = phrase[i];
    if (i > 0) {
      const ClaimWord& before = phrase[i - 1];
      const bool joined = before.token >= 0 && word.token == before.token + 1 &&
                          !view.document().tokens[before.token].space_after;
      if (!joined) text += ' ';
    }
    text += word.token < 0 ? word.put_in : view.document().Form(static_cast<uint32_t>(word.token));
  }
  return text;
}

bool PhraseReader::IsRelativePronoun(uint32_t token) const {
  return IsOneOf(view_.Lower(token), {"who", "which", "that", "whom"}) &&
         IsOneOf(tree_.Upos(token), {"PRON", "DET", "SCONJ"});
}

bool PhraseReader::IsPlace(uint32_t token) const {
  const EntityMention* name = view_.NameAt(token);
  if (name == nullptr) return false;
  const EntityType type = view_.TypeOf(*name);
  return type == EntityType::kGpe || type == EntityType::kLocation;
}

bool PhraseReader::FollowsComma(uint32_t token) const {
  const uint32_t begin = tree_.Phrase(token).begin;
  const auto parts = [this](int64_t at) {
    return IsOneOf(view_.Lower(at), {",", ":", "(", "-", "--", "–", "—"});
  };
  return parts(begin) || parts(static_cast<int64_t>(begin) - 1);
}

bool PhraseReader::LeavesOutOfNoun(uint32_t child, uint32_t parent) const {
  const std::string_view relation = tree_.Relation(child);
  // "Arica, Chile" is one place, "the film “Harbour”" one film.
  if (relation == "appos" && ((IsPlace(child) && IsPlace(parent)) || !FollowsComma(child))) {
    return false;
  }
  if (IsAside(relation)) return true;
  return relation == "acl" && FollowsComma(child);
}

bool PhraseReader::LeavesOut(uint32_t child, uint32_t parent, uint32_t head,
                             const PhraseRequest& request) const {
  const std::string_view relation = tree_.Relation(child);
  if (parent == head) {
    if (request.without_case && relation == "case") return true;
    if (request.without_mark && relation == "mark") return true;
    if (request.without_conjuncts && IsOneOf(relation, {"conj", "cc", "cc:preconj"})) return true;
    if (std::find(request.without.begin(), request.without.end(), child) != request.without.end()) {
      return true;
    }
  }
  switch (request.shape) {
    case PhraseShape::kNoun:
      return LeavesOutOfNoun(child, parent) || (parent == head && IsOfTheClause(relation));
    case PhraseShape::kAdverb:
      return IsOneOf(relation, {"acl:relcl", "parataxis", "advcl"});
    case PhraseShape::kClause:
      return parent == head && IsOneOf(relation, {"parataxis", "discourse"});
  }
  return false;
}

ClaimPhrase PhraseReader::Read(uint32_t head, const PhraseRequest& request) const {
  std::vector<uint32_t> words;
  std::vector<uint32_t> open{head};
  while (!open.empty()) {
    const uint32_t token = open.back();
    open.pop_back();
    if (tree_.Upos(token) != "PUNCT") words.push_back(token);
    for (const uint32_t child : tree_.Children(token)) {
      if (LeavesOut(child, token, head, request)) continue;
      open.push_back(child);
      if (words.size() + open.size() > 2 * kMostPhraseWords) return {};
    }
  }
  if (words.size() > kMostPhraseWords) return {};
  std::sort(words.begin(), words.end());
  while (!words.empty() && tree_.Upos(words.front()) == "CCONJ") words.erase(words.begin());
  while (!words.empty() && tree_.Upos(words.back()) == "CCONJ") words.pop_back();
  ClaimPhrase phrase;
  for (const uint32_t token : WithMarks(std::move(words))) phrase.push_back({token, {}});
  return phrase;
}

std::vector<uint32_t> PhraseReader::WithMarks(std::vector<uint32_t> words) const {
  std::vector<uint32_t> out;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && words[i] - words[i - 1] <= kMostMarksBetween + 1) {
      bool marks_only = true;
      for (uint32_t at = words[i - 1] + 1; at < words[i]; ++at) {
        marks_only = marks_only && tree_.Upos(at) == "PUNCT";
      }
      for (uint32_t at = words[i - 1] + 1; marks_only && at < words[i]; ++at) out.push_back(at);
    }
    out.push_back(words[i]);
  }
  if (!out.empty()) AddOuterMarks(out);
  PairStraightMarks(out);
  return out;
}

// Straight quotation marks pair up with the next outside the phrase; else the
// last one goes.
void PhraseReader::PairStraightMarks(std::vector<uint32_t>& tokens) const {
  const auto straight = [this](uint32_t token) { return view_.document().Form(token) == "\""; };
  if (std::count_if(tokens.begin(), tokens.end(), straight) % 2 == 0) return;
  const uint32_t after = tokens.back() + 1;
  if (after < view_.SentenceAt(tokens.back()).tokens.end && straight(after)) {
    tokens.push_back(after);
    return;
  }
  const auto last = std::find_if(tokens.rbegin(), tokens.rend(), straight);
  tokens.erase(std::next(last).base());
}

void PhraseReader::AddOuterMarks(std::vector<uint32_t>& tokens) const {
  const TokenRange sentence = view_.SentenceAt(tokens.front()).tokens;
  const auto form = [this](uint32_t token) { return view_.document().Form(token); };
  const uint32_t before = tokens.front() - 1;
  const uint32_t after = tokens.back() + 1;
  const bool has_before = tokens.front() > sentence.begin;
  const bool has_after = after < sentence.end;
  const auto holds = [&](std::string_view mark) {
    return !mark.empty() && std::any_of(tokens.begin(), tokens.end(),
                                        [&](uint32_t token) { return form(token) == mark; });
  };
  const auto closes_inner = [&] {
    return std::any_of(tokens.begin(), tokens.end(), [&](uint32_t token) {
      const std::string_view closing = ClosingOf(form(token));
      return !closing.empty() && closing != "\"" && closing == form(after) && !holds(closing);
    });
  };
  if (has_before && !ClosingOf(form(before)).empty()) {
    const std::string_view closing = ClosingOf(form(before));
    const bool around = has_after && form(after) == closing;
    if (around || (closing != "\"" && holds(closing) && !holds(form(before)))) {
      if (around) tokens.push_back(after);
      tokens.insert(tokens.begin(), before);
      return;
    }
  }
  if (has_after && closes_inner()) tokens.push_back(after);
}

}  // namespace dateline::patterns

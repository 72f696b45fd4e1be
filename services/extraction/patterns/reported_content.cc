#include "services/extraction/patterns/reported_content.h"

#include <algorithm>
#include <string_view>

#include "services/extraction/patterns/attribution_cues.h"

namespace dateline::patterns {
namespace {

constexpr uint32_t kShortestContent = 2;
constexpr uint32_t kLongestFrame = 40;

bool IsDash(std::string_view lower) {
  return lower == "-" || lower == "–" || lower == "—" || lower == "―" || lower == "--";
}

bool IsStop(std::string_view lower) {
  return lower == "." || lower == "!" || lower == "?" || lower == "…" || lower == "...";
}

bool IsSeparator(std::string_view lower) {
  return lower == "," || lower == ";" || lower == ":" || IsDash(lower);
}

bool IsClosingMark(std::string_view lower) {
  return lower == "\"" || lower == "”" || lower == "''" || lower == "’’" || lower == "»";
}

// Clauses that give reasons and conditions of what is said.
bool ExplainsContent(std::string_view lower) {
  return lower == "because" || lower == "if" || lower == "unless" || lower == "until" ||
         lower == "so" || lower == "although" || lower == "though" || lower == "when" ||
         lower == "once";
}

}  // namespace

bool ReportedContent::GoesOn(uint32_t token) const {
  const std::string_view lower = view_.Lower(token);
  const std::string_view before = view_.Lower(static_cast<int64_t>(token) - 1);
  return (before == "and" || before == "but") &&
         (lower == "said" || lower == "added" || lower == "told" || lower == "stressed");
}

TokenRange ReportedContent::Trimmed(TokenRange range) const {
  while (!range.empty()) {
    const std::string_view first = view_.Lower(range.begin);
    if (!IsSeparator(first) && !(first == "that" && tree_.Upos(range.begin) == "SCONJ") &&
        !IsStop(first)) {
      break;
    }
    ++range.begin;
  }
  while (!range.empty()) {
    const std::string_view last = view_.Lower(range.end - 1);
    bool drop = IsSeparator(last) || IsStop(last);
    if (IsClosingMark(last) || last == "“" || last == "\"") {
      // A mark whose partner is outside.
      const int32_t quote = view_.QuoteAt(range.end - 1);
      drop = quote < 0 ? !IsClosingMark(last)
                       : view_.document().quotes[quote].outer.begin <
                             view_.document().tokens[range.begin].span.begin;
    }
    if (!drop) break;
    --range.end;
  }
  return range;
}

// True if a frame fills [first, end): "according to ...", "adding that ...",
// "the ministry said", "as it said".
bool ReportedContent::OpensFrame(uint32_t first, uint32_t end) const {
  const std::string_view lower = view_.Lower(first);
  if (lower == "according") return true;
  if (tree_.Upos(first) == "VERB" && lower.ends_with("ing")) {
    const AttributionVerb* verb = FindAttributionVerb(tree_.Lemma(first));
    const uint16_t wanted = kTakesClause | kTakesQuote;
    if (verb != nullptr && (verb->takes & wanted) != 0 && (verb->takes & kIsThought) == 0) {
      return tree_.Relation(first) == "advcl" || tree_.Relation(first) == "acl" ||
             tree_.Relation(first) == "parataxis" || tree_.Relation(first) == "xcomp";
    }
  }
  const uint32_t stop = std::min(end, first + 16);
  for (uint32_t i = first; i < stop; ++i) {
    if (FindAttributionVerb(tree_.Lemma(i)) == nullptr || tree_.Upos(i) != "VERB") continue;
    const TokenRange phrase = tree_.Phrase(i);
    const std::string_view relation = tree_.Relation(i);
    const bool beside = relation == "parataxis" || (relation == "advcl" && lower == "as") ||
                        ((relation == "ccomp" || relation == "conj") && IsBareFrame(i));
    if (beside && phrase.begin <= first && phrase.begin + 2 >= first && phrase.end + 1 >= end) {
      return true;
    }
  }
  return false;
}

// A subject and a verb that have no content behind them.
bool ReportedContent::IsBareFrame(uint32_t verb) const {
  bool subject = false;
  for (const uint32_t child : tree_.Children(verb)) {
    const std::string_view relation = tree_.Relation(child);
    if (relation == "ccomp" || relation == "obj" || relation == "xcomp") return false;
    subject |= relation == "nsubj";
  }
  return subject;
}

TokenRange ReportedContent::WithoutClosingFrame(TokenRange range) const {
  for (uint32_t i = range.begin + kShortestContent; i + 1 < range.end; ++i) {
    if (const int32_t quote = view_.QuoteAt(i);
        quote >= 0 && !view_.document().quotes[quote].fragment) {
      continue;
    }
    const std::string_view lower = view_.Lower(i);
    if (GoesOn(i + 1)) return {range.begin, i};
    if (lower == ";" && view_.QuoteAt(i) < 0) return {range.begin, i};
    if (lower == "according" && view_.Lower(i + 1) == "to") return {range.begin, i};
    if ((lower == "," || IsDash(lower)) && OpensFrame(i + 1, range.end)) return {range.begin, i};
  }
  return range;
}

TokenRange ReportedContent::OfClause(uint32_t clause, uint32_t verb) const {
  TokenRange range = tree_.Phrase(clause);
  if (clause > verb) {
    range.begin = std::max(range.begin, verb + 1);
    for (const uint32_t child : tree_.Children(clause)) {
      if (child > clause) break;
      if (tree_.Relation(child) == "mark" && view_.Lower(child) == "that" && child > verb) {
        range.begin = child + 1;
      }
    }
    for (const uint32_t child : tree_.Children(verb)) {
      const TokenRange phrase = tree_.Phrase(child);
      const std::string_view relation = tree_.Relation(child);
      if (child < clause) {
        // "says the flurry was unhinged": its subject may be called an object.
        const bool subject = child > verb &&
                             (relation == "obj" || relation == "iobj" || relation == "xcomp") &&
                             phrase.end == range.begin && tree_.Child(clause, "nsubj") < 0 &&
                             view_.Lower(range.begin) != "that";
        if (subject) range.begin = std::max(phrase.begin, verb + 1);
        continue;
      }
      if (child == clause || phrase.begin < range.end) continue;
      const bool quoted = relation == "conj" && view_.QuoteAt(child) >= 0;
      const bool more = relation == "ccomp" || quoted ||
                        (relation == "advcl" && ExplainsContent(view_.Lower(phrase.begin)));
      if (!more) {
        if (relation == "punct") continue;
        break;
      }
      range.end = phrase.end;
    }
  } else {
    range.end = std::min(range.end, verb);
  }
  return Trimmed(WithoutClosingFrame(range));
}

TokenRange ReportedContent::OfPhrase(uint32_t head, uint32_t verb) const {
  TokenRange range = tree_.Phrase(head);
  range.begin = std::max(range.begin, verb + 1);
  if (range.begin >= range.end) return {verb, verb};
  // "the readiness to pay": the infinitive may be called the verb's.
  for (const uint32_t child : tree_.Children(verb)) {
    const int64_t mark = child > head ? tree_.Child(child, "mark") : -1;
    if (mark == range.end && view_.Lower(mark) == "to") range.end = tree_.Phrase(child).end;
  }
  return Trimmed(WithoutClosingFrame(range));
}

bool ReportedContent::EndsWithJoint(uint32_t token) const {
  int64_t at = static_cast<int64_t>(token) - 1;
  if (IsClosingMark(view_.Lower(at))) --at;
  const std::string_view lower = view_.Lower(at);
  return lower == "," || (IsDash(lower) && lower != "-");
}

uint32_t ReportedContent::ClauseAbove(uint32_t token) const {
  uint32_t at = token;
  for (int hop = 0; hop < 12; ++hop) {
    const int64_t head = tree_.Head(at);
    if (head < 0) break;
    at = static_cast<uint32_t>(head);
    const std::string_view relation = tree_.Relation(at);
    if (relation == "ccomp" || relation == "parataxis" || relation == "root") break;
  }
  return at;
}

TokenRange ReportedContent::Frame(uint32_t verb, int64_t subject, int64_t content) const {
  TokenRange frame{verb, verb + 1};
  const auto widen = [&frame](TokenRange range) {
    frame.begin = std::min(frame.begin, range.begin);
    frame.end = std::max(frame.end, range.end);
  };
  for (const uint32_t child : tree_.Children(verb)) {
    if (child == content) continue;
    const TokenRange phrase = tree_.Phrase(child);
    const std::string_view relation = tree_.Relation(child);
    const bool near = phrase.begin <= frame.end + 1 && phrase.end + 1 >= frame.begin;
    if (child == subject) {
      TokenRange range = phrase;
      // "..., the mayor, Ada Brook, said": the first comma closes what was said.
      while (range.begin < child && IsSeparator(view_.Lower(range.begin))) ++range.begin;
      if (child < verb) range.end = std::min(range.end, verb);
      if (child > verb) range.begin = std::max(range.begin, verb);
      widen(range);
    } else if (child < verb) {
      if (relation.starts_with("aux") || relation == "advmod") {
        if (child + 6 > verb) widen({child, child + 1});
      }
    } else if (relation != "punct" && relation != "ccomp" && relation != "parataxis" &&
               relation != "conj" && relation != "advcl" && near) {
      widen(phrase);
    }
  }
  // "..., Ada Brook, the mayor, said", where the tree hangs her elsewhere.
  const EntityMention* named = subject >= 0 ? view_.MentionAt(subject) : nullptr;
  const bool apart = named != nullptr && subject < verb && tree_.Head(subject) != verb;
  if (apart && view_.Lower(named->tokens.end) == "," && view_.Lower(verb - 1) == ",") {
    widen({named->tokens.begin, verb});
  }
  return frame;
}

std::vector<TokenRange> ReportedContent::Around(uint32_t verb, TokenRange frame) const {
  std::vector<TokenRange> out;
  const uint32_t above = tree_.Relation(verb) == "root" ? verb : ClauseAbove(verb);
  const bool own = tree_.Phrase(verb).begin + 1 < frame.begin &&
                   tree_.Relation(verb) != "parataxis" && tree_.Relation(verb) != "advcl" &&
                   (tree_.Relation(verb) != "ccomp" || tree_.Child(verb, "mark") < 0);
  const TokenRange clause = tree_.Phrase(own ? verb : above);
  if (frame.begin > clause.begin) {
    TokenRange left{clause.begin, frame.begin};
    if (left.size() > kShortestContent) left = WithoutClosingFrame(left);
    left = Trimmed(left);
    if (!left.empty()) out.push_back(left);
  }
  const std::string_view next = view_.Lower(frame.end);
  const bool commas = EndsWithJoint(frame.begin) && (next == "," || IsDash(next));
  if (out.empty() || frame.end + 1 >= clause.end || !commas || frame.size() > kLongestFrame)
    return out;
  if (OpensFrame(frame.end + 1, clause.end)) return out;
  const TokenRange right = Trimmed(WithoutClosingFrame({frame.end + 1, clause.end}));
  if (!right.empty()) out.push_back(right);
  return out;
}

}  // namespace dateline::patterns

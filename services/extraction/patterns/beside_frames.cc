#include "services/extraction/patterns/beside_frames.h"

#include <algorithm>
#include <string_view>

namespace dateline::patterns {
namespace {

// How far back a quotation that owns the frame may be, in tokens.
constexpr uint32_t kNearQuotation = 200;

bool OpensAdverbial(std::string_view lower) {
  return lower == "when" || lower == "where" || lower == "while" || lower == "after" ||
         lower == "before" || lower == "once" || lower == "since" || lower == "as";
}

bool IsJoint(std::string_view lower) {
  return lower == "," || lower == "–" || lower == "—" || lower == "--";
}

}  // namespace

// "As Vance said, CLAUSE", "CLAUSE, as Vance said".
std::optional<ReportedReading> BesideFrames::AsSaid(uint32_t verb) const {
  const int64_t head = tree_.Head(verb);
  if (head < 0) return std::nullopt;
  const TokenRange frame = tree_.Phrase(verb);
  const TokenRange clause = tree_.Phrase(static_cast<uint32_t>(head));
  ReportedReading reading;
  reading.rule = "statement.reported.as_said";
  reading.confidence = 0.8;
  if (frame.begin > clause.begin) {
    // "as violent as Vance said" compares.
    if (!content_.EndsWithJoint(frame.begin)) return std::nullopt;
    const TokenRange left = content_.Trimmed({clause.begin, frame.begin});
    if (!left.empty()) reading.content.push_back(left);
  }
  if (frame.end < clause.end && (static_cast<uint32_t>(head) > verb || reading.content.empty())) {
    const TokenRange right =
        content_.Trimmed(content_.WithoutClosingFrame({frame.end, clause.end}));
    if (!right.empty()) reading.content.push_back(right);
  }
  if (reading.content.empty()) return std::nullopt;
  return reading;
}

// True for a verb with a subject of its own in a clause that nothing subordinates.
bool BesideFrames::MayStandBeside(uint32_t verb, const AttributionVerb& kind) const {
  const std::string_view relation = tree_.Relation(verb);
  if (relation == "acl:relcl" || view_.Lower(verb).ends_with("ing")) return false;
  if (view_.Lower(static_cast<int64_t>(view_.SentenceAt(verb).tokens.end) - 1) == "?") return false;
  if ((kind.takes & kIsThought) != 0 && relation != "parataxis") return false;
  const int64_t subject = finder_.OwnSubject(verb);
  if (subject < 0) return false;
  // A mark further off belongs to the clause before.
  const int64_t mark = tree_.Child(verb, "mark");
  return mark < 0 || mark + 2 < tree_.Phrase(static_cast<uint32_t>(subject)).begin;
}

// A quotation before the frame owns it.
bool BesideFrames::FollowsQuotation(uint32_t token) const {
  const uint32_t first = view_.SentenceAt(token).tokens.begin;
  for (uint32_t i = token; i > first && i + kNearQuotation > token; --i) {
    const int32_t quote = view_.QuoteAt(i - 1);
    if (quote >= 0 && !view_.document().quotes[quote].fragment) return true;
  }
  return false;
}

bool BesideFrames::HoldsFiniteVerb(TokenRange range) const {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    if (tree_.HasFeature(i, "VerbForm=Fin") || tree_.Upos(i) == "AUX") return true;
  }
  return false;
}

// True for what only says when, where or on which condition.
bool BesideFrames::IsAdverbial(TokenRange range) const {
  const bool finite = HoldsFiniteVerb(range);
  bool comma = false;
  bool subordinate = false;
  for (uint32_t i = range.begin; i < range.end; ++i) {
    comma |= view_.Lower(i) == ",";
    if (i < range.begin + 4 && !comma) {
      subordinate |=
          tree_.Upos(i) == "SCONJ" && tree_.Relation(i) == "mark" && view_.Lower(i) != "that";
    }
  }
  subordinate |= OpensAdverbial(view_.Lower(range.begin));
  const std::string_view opens = tree_.Upos(range.begin);
  if (!finite) return opens == "ADP" || opens == "ADV" || opens == "SCONJ" || opens == "VERB";
  return !comma && (subordinate || opens == "ADP");
}

std::optional<ReportedReading> BesideFrames::Read(uint32_t verb, const AttributionVerb& kind,
                                                  const SpeechSource& speaker) const {
  if (tree_.Relation(verb) == "advcl" && view_.Lower(tree_.Child(verb, "mark")) == "as") {
    const bool said = (kind.takes & kTakesQuote) != 0 && !finder_.IsPassive(verb);
    return said ? AsSaid(verb) : std::nullopt;
  }
  if (!MayStandBeside(verb, kind)) return std::nullopt;
  int64_t left = -1;
  int64_t right = -1;
  for (const uint32_t child : tree_.Children(verb)) {
    if (tree_.Relation(child) != "ccomp") continue;
    if (child < verb) left = child;
    const std::string_view next = view_.Lower(verb + 1);
    if (child > verb && right < 0 && next != ";" && next != ",") right = child;
  }
  if (right >= 0 && tree_.Child(static_cast<uint32_t>(right), "nsubj") >= 0) return std::nullopt;
  const TokenRange frame = content_.Frame(verb, speaker.head, left);
  if (!content_.EndsWithJoint(frame.begin) || FollowsQuotation(frame.begin)) return std::nullopt;
  const bool between = IsJoint(view_.Lower(frame.end));
  const bool last = frame.end + 2 >= view_.SentenceAt(verb).tokens.end;
  const bool bound = tree_.Relation(verb) == "parataxis" || left >= 0;
  if (!bound && !between && !last) return std::nullopt;
  ReportedReading reading;
  reading.content = content_.Around(verb, frame);
  if (reading.content.empty()) return std::nullopt;
  const bool adverbial = IsAdverbial(reading.content.front());
  if (reading.content.size() < 2) {
    const bool clause = !adverbial && (bound || HoldsFiniteVerb(reading.content.front()));
    if (!clause || (!bound && !last)) return std::nullopt;
  }
  // "Recently, he said, CLAUSE": when it is so may be left out.
  if (reading.content.size() == 2 && adverbial) reading.content.erase(reading.content.begin());
  reading.rule = reading.content.size() > 1 ? "statement.reported.medial"
                 : frame.begin == verb      ? "statement.reported.inverted"
                                            : "statement.reported.final";
  reading.confidence = frame.begin == verb && reading.content.size() == 1 ? 0.95 : 0.8;
  return reading;
}

}  // namespace dateline::patterns

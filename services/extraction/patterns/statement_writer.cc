#include "services/extraction/patterns/statement_writer.h"

#include <algorithm>
#include <utility>

#include "common/base/strings.h"
#include "services/extraction/patterns/attribution_cues.h"
#include "services/extraction/patterns/event_time.h"
#include "services/extraction/patterns/governing_words.h"

namespace dateline::patterns {
namespace {

// Evidence is one piece if no more than so many bytes lie between its parts.
constexpr uint32_t kWidestGap = 150;
constexpr uint32_t kLongestOccasion = 20;

// "at the same time", "at least": no occasion.
bool IsIdiom(std::string_view noun) {
  return noun == "time" || noun == "moment" || noun == "least" || noun == "point" ||
         noun == "end" || noun == "beginning" || noun == "start" || noun == "cost" ||
         noun == "risk" || noun == "length" || noun == "once" || noun == "outset";
}

}  // namespace

bool StatementWriter::CueUsed(uint32_t token) const { return token < used_.size() && used_[token]; }

void StatementWriter::UseCue(uint32_t token) {
  if (used_.empty()) used_.resize(view_.document().tokens.size(), false);
  if (token < used_.size()) used_[token] = true;
}

EntityReference StatementWriter::Speaker(const SpeechSource& source) {
  if (source.mention != nullptr) return view_.Reference(*source.mention);
  const std::string_view noun = tree_.Lemma(source.head);
  EntityType type = EntityType::kPerson;
  if (IsDocumentNoun(noun) || IsFindingNoun(noun)) {
    type = EntityType::kAgreement;
  } else if (nlp::IsWord(WordClass::kOrganizationHead, noun) || noun == "government" ||
             noun == "police" || noun == "service" || noun == "media" || noun == "company") {
    type = EntityType::kOrganization;
  }
  return sink_.Unnamed(source.range, type);
}

bool StatementWriter::IsAgency(const EntityReference& speaker) const {
  if (speaker.type != EntityType::kOrganization) return false;
  const std::string lower = nlp::LowerCase(speaker.name);
  for (size_t at = 0; at <= lower.size();) {
    const size_t end = std::min(lower.find(' ', at), lower.size());
    if (nlp::IsWord(WordClass::kAgencyWord, std::string_view(lower).substr(at, end - at))) {
      // "Drug Enforcement Agency" speaks for itself.
      const std::string_view word = std::string_view(lower).substr(at, end - at);
      if ((word != "agency" && word != "press") || lower.find("news") != std::string::npos) {
        return true;
      }
    }
    at = end + 1;
  }
  return false;
}

bool StatementWriter::InContent(const StatementFinding& finding, ByteSpan span) const {
  return std::any_of(finding.content.begin(), finding.content.end(),
                     [span](ByteSpan part) { return part.Overlaps(span); });
}

// "denied that the pier is closed": the speaker says that it is not so.
void StatementWriter::AddDenial(const StatementFinding& finding, DraftFact& draft) const {
  const bool behind =
      finding.content.front().begin > view_.document().tokens[finding.cue].span.begin;
  if (finding.quoted || !behind) return;
  const Governor* cue = FindGovernor(tree_.Lemma(finding.cue), tree_.Upos(finding.cue));
  if (cue == nullptr) return;
  Factuality& factuality = draft.fact.attestation.factuality;
  const bool doubts = cue->clause == Effect::kDoubted;
  if (doubts || cue->clause == Effect::kDenied) factuality.polarity = Polarity::kNegative;
  if (doubts) factuality.certainty = Certainty::kProbable;
}

// The first dated time in the sentence of the cue, outside the content; else
// the time of the words for speaking; else that of what the same speaker said
// before in the paragraph.
void StatementWriter::AddTime(const StatementFinding& finding, DraftFact& draft) const {
  for (const nlp::TimeMention* time : view_.TimesIn(view_.SentenceAt(finding.cue).tokens)) {
    if (!time->value.has_value() || time->duration || time->set) continue;
    if (InContent(finding, time->span) || view_.QuoteAt(time->tokens.begin) >= 0) continue;
    SetTime({time->value, TimeSource::kClause, time->span}, draft);
    return;
  }
  // "called for talks on Monday": the time of the talks.
  const EventTime time = TimeOf(view_, finding.cue);
  if (time.value.has_value() && !InContent(finding, time.words)) {
    SetTime(time, draft);
    return;
  }
  const auto& statement = std::get<Statement>(draft.fact.content.body);
  const bool goes_on = last_time_.value.has_value() && statement.speaker.id == last_speaker_id_ &&
                       view_.SentenceAt(finding.cue).paragraph == last_paragraph_;
  if (goes_on) SetTime({last_time_.value, TimeSource::kPassage, last_time_.words}, draft);
}

std::optional<AttributionLink> StatementWriter::LinkTo(uint32_t head) {
  const auto source = finder_.OfPhrase(head, false);
  if (!source.has_value()) return std::nullopt;
  AttributionLink link;
  link.source = Speaker(*source);
  link.kind = IsAgency(link.source) ? AttributionKind::kAgency : AttributionKind::kSpeaker;
  return link;
}

void StatementWriter::AddRelays(const StatementFinding& finding, DraftFact& draft) {
  for (const uint32_t head : finding.relays) {
    if (auto link = LinkTo(head)) draft.relays.push_back(*std::move(link));
  }
}

// "reported, citing the ministry, that": the ministry stands behind the words.
void StatementWriter::AddCited(const StatementFinding& finding, DraftFact& draft) {
  for (const uint32_t child : tree_.Children(finding.cue)) {
    const std::string_view lower = view_.Lower(child);
    if ((lower != "citing" && lower != "quoting") ||
        InContent(finding, view_.document().tokens[child].span)) {
      continue;
    }
    const int64_t object = tree_.Child(child, "obj");
    if (object < 0) continue;
    if (auto link = LinkTo(static_cast<uint32_t>(object))) {
      link->cue = std::string(lower);
      draft.cited.push_back(*std::move(link));
    }
  }
}

// "told Example Radio".
std::optional<EntityReference> StatementWriter::Addressee(const StatementFinding& finding) const {
  int64_t head = finding.addressee;
  if (head < 0) {
    const std::string_view cue = tree_.Lemma(finding.cue);
    if (cue != "tell" && cue != "inform" && cue != "assure" && cue != "remind") return std::nullopt;
    for (const std::string_view relation : {"iobj", "obj"}) {
      for (const uint32_t child : tree_.ChildrenWith(finding.cue, relation)) {
        if (head < 0 && !InContent(finding, view_.document().tokens[child].span)) head = child;
      }
    }
  }
  if (head < 0) return std::nullopt;
  const EntityMention* mention = view_.MentionAt(head);
  if (mention == nullptr || mention->form == MentionForm::kPronoun) return std::nullopt;
  return view_.Reference(*mention);
}

// "at a briefing", "in an interview with Example Radio".
std::string StatementWriter::Occasion(const StatementFinding& finding) const {
  for (const uint32_t child : tree_.Children(finding.cue)) {
    if (!tree_.HasRelation(child, "obl") && !tree_.HasRelation(child, "nmod")) continue;
    const TokenRange phrase = tree_.Phrase(child);
    if (phrase.size() < 2) continue;
    const std::string_view preposition = view_.Lower(phrase.begin);
    const bool occasion = IsOccasionNoun(tree_.Lemma(child));
    const bool place = preposition == "during" || preposition == "at" ||
                       (occasion && (preposition == "in" || preposition == "on"));
    if (!place || view_.TimeAt(child) != nullptr || IsIdiom(tree_.Lemma(child))) continue;
    TokenRange words{phrase.begin, std::min(phrase.end, phrase.begin + kLongestOccasion)};
    for (uint32_t i = words.begin + 1; i < words.end; ++i) {
      const bool ends = view_.Lower(i) == "," || view_.TimeAt(i) != nullptr ||
                        view_.QuoteAt(i) >= 0 || tree_.Relation(i) == "acl:relcl" ||
                        view_.Lower(i) == "that";
      if (ends) words.end = i;
    }
    while (words.end > words.begin + 1 && (view_.Is(words.end - 1, WordClass::kFunctionWord) ||
                                           view_.Is(words.end - 1, WordClass::kPreposition))) {
      --words.end;
    }
    if (words.size() > 1 && !InContent(finding, view_.Span(words))) {
      return std::string(view_.Text(words));
    }
  }
  return "";
}

// From the speaker over the verb to the content in one piece, or in several
// where they stand apart.
std::vector<ByteSpan> StatementWriter::EvidenceOf(const StatementFinding& finding) const {
  std::vector<ByteSpan> pieces = finding.content;
  pieces.push_back(view_.document().tokens[finding.cue].span);
  pieces.push_back(view_.Span(finding.speaker.range));
  std::sort(pieces.begin(), pieces.end());
  std::vector<ByteSpan> out;
  for (const ByteSpan piece : pieces) {
    if (!out.empty() && piece.begin <= out.back().end + kWidestGap) {
      out.back().end = std::max(out.back().end, piece.end);
    } else {
      out.push_back(piece);
    }
  }
  return out;
}

void StatementWriter::Write(const StatementFinding& finding) {
  if (finding.content.empty() || finding.content.front().size() < 3) return;
  Statement statement;
  statement.speaker = Speaker(finding.speaker);
  const std::vector<ByteSpan> words =
      finding.words.empty() ? finding.content : std::vector<ByteSpan>{finding.words};
  for (const ByteSpan part : words) {
    StrAppend(&statement.content, statement.content.empty() ? "" : " ",
              view_.document().Text(part));
  }
  statement.quoted = finding.quoted;
  statement.addressee = Addressee(finding);
  statement.occasion = Occasion(finding);
  const bool agency = IsAgency(statement.speaker);
  const std::vector<ByteSpan> pieces = EvidenceOf(finding);
  DraftFact& draft = sink_.AddStatement(finding.rule, std::move(statement), finding.content, pieces,
                                        finding.confidence);
  if (view_.IsWordToken(finding.cue)) draft.cue = std::string(view_.Lower(finding.cue));
  draft.AddTrigger(view_.document().tokens[finding.cue].span);
  draft.agency = agency;
  if (finding.planned) draft.fact.attestation.factuality.status = FactStatus::kPlanned;
  AddDenial(finding, draft);
  AddRelays(finding, draft);
  AddCited(finding, draft);
  AddTime(finding, draft);
  UseCue(finding.cue);
  // Who speaks inside somebody's words does not go on after them.
  latest_speaker_ = finding.speaker;
  const bool nested = last_content_.Contains(finding.content.front());
  if (nested) return;
  last_content_ = {finding.content.front().begin, finding.content.back().end};
  last_time_ = {draft.fact.content.valid_time, TimeSource::kPassage, pieces.front()};
  last_speaker_id_ = std::get<Statement>(draft.fact.content.body).speaker.id;
  last_speaker_ = finding.speaker;
  const uint32_t token =
      std::min<uint32_t>(view_.TokenFrom(finding.content.back().begin),
                         static_cast<uint32_t>(view_.document().tokens.size()) - 1);
  last_paragraph_ = view_.SentenceAt(token).paragraph;
}

}  // namespace dateline::patterns

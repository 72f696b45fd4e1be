#include "services/extraction/patterns/statement_writer.h"

#include <algorithm>
#include <utility>

#include "services/extraction/patterns/event_time.h"

namespace dateline::patterns {

bool StatementWriter::CueUsed(uint32_t token) const { return token < used_.size() && used_[token]; }

void StatementWriter::UseCue(uint32_t token) {
  if (used_.empty()) used_.resize(view_.document().tokens.size(), false);
  if (token < used_.size()) used_[token] = true;
}

EntityReference StatementWriter::Speaker(const SpeakerPhrase& phrase) {
  if (phrase.mention != nullptr) return view_.Reference(*phrase.mention);
  const uint32_t head = phrase.range.end - 1;
  const bool body = view_.Lower(head) == "ministry" || view_.Lower(head) == "government" ||
                    view_.Lower(head) == "police" || view_.Lower(head) == "service" ||
                    view_.Lower(head) == "media" || view_.Lower(head) == "company";
  return sink_.Unnamed(phrase.range, body ? EntityType::kOrganization : EntityType::kPerson);
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

// The first dated time in the frame, outside the content, else the time of the
// words for speaking.
void StatementWriter::AddTime(const StatementFinding& finding, DraftFact& draft) const {
  for (const nlp::TimeMention* time : view_.TimesIn(finding.frame)) {
    if (!time->value.has_value() || time->duration || time->set) continue;
    if (time->span.Overlaps(finding.content)) continue;
    SetTime({time->value, TimeSource::kClause, time->span}, draft);
    return;
  }
  // "called for talks on Monday": the time of the talks.
  const EventTime time = TimeOf(view_, finding.cue);
  if (!time.words.Overlaps(finding.content)) SetTime(time, draft);
}

// "told Example Radio".
std::optional<EntityReference> StatementWriter::Addressee(const StatementFinding& finding) const {
  const std::string_view cue = view_.Lower(finding.cue);
  if (cue != "told" && cue != "tells" && cue != "informed" && cue != "assured") return std::nullopt;
  uint32_t at = finding.cue + 1;
  while (view_.Lower(at) == "the" || view_.Lower(at) == "a") ++at;
  const EntityMention* mention = view_.MentionBeginningAt(at);
  if (mention == nullptr || mention->form == MentionForm::kPronoun) return std::nullopt;
  if (view_.document().names.empty()) return std::nullopt;
  return view_.Reference(*mention);
}

// "at a briefing", "during a visit to Lima".
std::string StatementWriter::Occasion(const StatementFinding& finding) const {
  for (uint32_t i = finding.frame.begin; i < finding.frame.end; ++i) {
    const std::string_view lower = view_.Lower(i);
    if (lower != "during" && lower != "at") continue;
    if (finding.content.Overlaps(view_.document().tokens[i].span)) continue;
    uint32_t end = i + 1;
    while (end < finding.frame.end && end - i < 14) {
      const std::string_view word = view_.Lower(end);
      if (view_.TimeAt(end) != nullptr || word == "," || word == "that" || word == "." ||
          word == ":" || word == "\"" || word == "“" || word == "on") {
        break;
      }
      if (finding.content.Overlaps(view_.document().tokens[end].span)) break;
      ++end;
    }
    if (end > i + 1) return std::string(view_.Text({i, end}));
  }
  return "";
}

void StatementWriter::Write(const StatementFinding& finding) {
  if (finding.content.size() < 3) return;
  Statement statement;
  statement.speaker = Speaker(finding.speaker);
  statement.content = std::string(view_.document().Text(finding.content));
  statement.quoted = finding.quoted;
  statement.addressee = Addressee(finding);
  statement.occasion = Occasion(finding);
  ByteSpan evidence = finding.content;
  const ByteSpan cue = view_.document().tokens[finding.cue].span;
  // Evidence reaches from the speaker's mention over the verb to the content.
  const ByteSpan speaker = view_.Span(finding.speaker.range);
  for (const ByteSpan part : {cue, speaker}) {
    if (part.end + 400 < evidence.begin || evidence.end + 400 < part.begin) continue;
    evidence.begin = std::min(evidence.begin, part.begin);
    evidence.end = std::max(evidence.end, part.end);
  }
  const bool agency = IsAgency(statement.speaker);
  DraftFact& draft = sink_.AddStatement(finding.rule, std::move(statement), finding.content,
                                        evidence, finding.confidence);
  draft.cue = std::string(view_.Lower(finding.cue));
  draft.agency = agency;
  AddTime(finding, draft);
  UseCue(finding.cue);
  last_speaker_ = finding.speaker;
  const uint32_t token =
      std::min<uint32_t>(view_.TokenFrom(finding.content.begin),
                         static_cast<uint32_t>(view_.document().tokens.size()) - 1);
  last_paragraph_ = view_.SentenceAt(token).paragraph;
}

}  // namespace dateline::patterns

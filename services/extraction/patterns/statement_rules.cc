#include "services/extraction/patterns/statement_rules.h"

#include "services/extraction/patterns/colon_rules.h"
#include "services/extraction/patterns/quotation_rules.h"
#include "services/extraction/patterns/reported_speech_rules.h"
#include "services/extraction/patterns/reporting_noun_rules.h"
#include "services/extraction/patterns/speech_source.h"
#include "services/extraction/patterns/statement_writer.h"

namespace dateline::patterns {

std::vector<RuleInfo> StatementRules::Rules() const {
  return {
      {"statement.quote.verb_speaker", "\"...\", said NAME", ""},
      {"statement.quote.speaker_verb", "\"...\", NAME (, TITLE,) said", ""},
      {"statement.quote.speaker_only", "\"...,\" TITLE NAME without a verb of saying", ""},
      {"statement.quote.according_to", "\"...\", according to NAME", ""},
      {"statement.quote.introduced", "NAME said (that or a colon) \"...\"", ""},
      {"statement.quote.continued", "a quotation that goes on after one with a speaker", ""},
      {"statement.reported.clause", "NAME said, thinks (that) CLAUSE", ""},
      {"statement.reported.noun", "NAME's claim that CLAUSE; NAME voiced the fear that CLAUSE", ""},
      {"statement.reported.in_view", "In NAME's view, CLAUSE", ""},
      {"statement.colon.speaker_first", "NAME: CLAUSE in headlines and transcripts", ""},
      {"statement.colon.speaker_last", "CLAUSE: NAME in headlines", ""},
      {"statement.reported.as_said", "As NAME said, CLAUSE", ""},
      {"statement.reported.final", "CLAUSE, NAME said", ""},
      {"statement.reported.inverted", "CLAUSE, said NAME", ""},
      {"statement.reported.medial", "CLAUSE, NAME said, CLAUSE", ""},
      {"statement.reported.quoted_as", "OUTLET quoted NAME as saying (that) CLAUSE", ""},
      {"statement.reported.intention", "NAME promised, hoped, threatened to DEED", ""},
      {"statement.reported.request", "NAME urged, asked, called on SOMEBODY to DEED", ""},
      {"statement.reported.deed", "NAME denied, proposed DOING", ""},
      {"statement.reported.naming", "NAME called X Y; NAME described X as Y", ""},
      {"statement.reported.charge", "NAME accused X of DEED", ""},
      {"statement.reported.phrase", "NAME stressed, announced, called for THING", ""},
      {"statement.reported.according_to", "According to NAME, CLAUSE and CLAUSE, according to NAME",
       ""},
  };
}

void StatementRules::Apply(const DocumentView& view, FactSink& sink) const {
  const SpeechSourceFinder finder(view);
  StatementWriter writer(view, finder, sink);
  QuotationRules quotations(view, finder, writer);
  ReportedSpeechRules reported(view, finder, writer);
  ReportingNounRules nouns(view, finder, writer);
  ColonRules colons(view, finder, writer);
  const auto& sentences = view.document().sentences;
  for (uint32_t i = 0; i < sentences.size(); ++i) {
    const nlp::BlockKind block = sentences[i].block;
    quotations.Sentence(sentences[i]);
    const bool title = block == nlp::BlockKind::kTitle;
    if (block == nlp::BlockKind::kBody || title) colons.Sentence(i);
    if (block == nlp::BlockKind::kBody || block == nlp::BlockKind::kHeading || title) {
      reported.Sentence(sentences[i]);
      nouns.Sentence(sentences[i]);
    }
  }
  quotations.Finish();
}

}  // namespace dateline::patterns

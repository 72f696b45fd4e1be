#include "services/extraction/patterns/statement_rules.h"

#include "services/extraction/patterns/quotation_rules.h"
#include "services/extraction/patterns/reported_speech_rules.h"
#include "services/extraction/patterns/speaker_finder.h"
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
      {"statement.reported.clause", "NAME said (that) CLAUSE; NAME stressed, called for, urged ...",
       ""},
      {"statement.reported.as_said", "As NAME said, CLAUSE", ""},
      {"statement.reported.final", "CLAUSE, NAME said", ""},
      {"statement.reported.inverted", "CLAUSE, said NAME", ""},
      {"statement.reported.participle", "NAME did something, saying (that) CLAUSE", ""},
      {"statement.reported.according_to", "According to NAME, CLAUSE and CLAUSE, according to NAME",
       ""},
  };
}

void StatementRules::Apply(const DocumentView& view, FactSink& sink) const {
  const SpeakerFinder finder(view);
  StatementWriter writer(view, sink);
  QuotationRules(view, finder, writer).Run();
  ReportedSpeechRules reported(view, finder, writer);
  for (const nlp::Sentence& sentence : view.document().sentences) {
    if (sentence.block == nlp::BlockKind::kBody || sentence.block == nlp::BlockKind::kHeading) {
      reported.Sentence(sentence);
    }
  }
}

}  // namespace dateline::patterns

#include "services/extraction/rpc/annotation_messages.h"

#include <string>
#include <vector>

#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"

namespace dateline::extraction {
namespace {

// BIO label of every token.
std::vector<std::string> NameLabels(const nlp::AnnotatedDocument& document) {
  std::vector<std::string> labels(document.tokens.size(), "O");
  for (const nlp::LabelledName& name : document.labelled_names) {
    for (uint32_t i = name.tokens.begin; i < name.tokens.end; ++i) {
      const bool begins = i == name.tokens.begin && !name.goes_on;
      labels[i] = StrCat(begins ? "B-" : "I-", nlp::NameOf(name.type));
    }
  }
  return labels;
}

void FillToken(const nlp::AnnotatedDocument& document, uint32_t position, const std::string& label,
               v1::Token& out) {
  const nlp::Token& token = document.tokens[position];
  *out.mutable_span() = ToProto(token.span);
  out.set_form(std::string(document.Form(position)));
  out.set_lemma(token.lemma);
  out.set_upos(token.upos);
  out.set_features(token.features);
  out.set_head(token.head);
  out.set_relation(token.relation);
  out.set_name_label(label);
  out.set_space_after(token.space_after);
}

}  // namespace

v1::AnnotateResponse ToMessage(const nlp::AnnotatedDocument& document) {
  v1::AnnotateResponse out;
  out.set_text(document.text);
  const std::vector<std::string> labels = NameLabels(document);
  for (const nlp::Sentence& sentence : document.sentences) {
    v1::Sentence& message = *out.add_sentences();
    *message.mutable_span() = ToProto(sentence.span);
    message.set_boilerplate(sentence.block != nlp::BlockKind::kBody);
    for (uint32_t i = sentence.tokens.begin; i < sentence.tokens.end; ++i) {
      FillToken(document, i, labels[i], *message.add_tokens());
    }
  }
  for (const nlp::NameMention& name : document.names) {
    v1::AnnotatedName& message = *out.add_names();
    *message.mutable_span() = ToProto(name.span);
    message.set_type(std::string(nlp::NameOf(name.type)));
  }
  for (const nlp::TimeMention& time : document.times) {
    v1::AnnotatedTime& message = *out.add_times();
    *message.mutable_span() = ToProto(time.span);
    if (time.value.has_value()) *message.mutable_value() = ToProto(*time.value);
  }
  for (const nlp::Quote& quote : document.quotes) {
    *out.add_quotes()->mutable_span() = ToProto(quote.inner);
  }
  for (const DocumentEntity& entity : document.entities) *out.add_entities() = ToProto(entity);
  return out;
}

v1::DescribeExtractorResponse ToMessage(const ExtractorInfo& info) {
  v1::DescribeExtractorResponse out;
  out.set_extractor_version(info.version);
  out.set_model_checksum(info.model_checksum);
  for (const std::string& language : info.languages) out.add_languages(language);
  for (const std::string& type : info.fact_types) out.add_fact_types(type);
  for (const PatternInfo& pattern : info.patterns) {
    v1::PatternDescription& message = *out.add_patterns();
    message.set_id(pattern.id);
    message.set_summary(pattern.summary);
    message.set_fact_type(pattern.fact_type);
  }
  out.set_max_text_bytes(static_cast<uint32_t>(info.max_text_bytes));
  return out;
}

}  // namespace dateline::extraction

#include "services/extraction/patterns/document_view.h"

#include <algorithm>

namespace dateline::patterns {

DocumentView::DocumentView(const AnnotatedDocument& document)
    : document_(document),
      words_(document),
      names_(document),
      titles_{document_, words_, names_},
      tree_(document) {
  const size_t n = document.tokens.size();
  sentence_of_.assign(n, 0);
  mention_at_.assign(n, -1);
  mention_headed_by_.assign(n, -1);
  name_at_.assign(n, -1);
  mention_end_.assign(n + 1, -1);
  time_at_.assign(n, -1);
  quote_at_.assign(n, -1);
  for (uint32_t s = 0; s < document.sentences.size(); ++s) {
    const TokenRange range = document.sentences[s].tokens;
    for (uint32_t i = range.begin; i < range.end; ++i) sentence_of_[i] = s;
  }
  // Mentions are sorted by begin, longer first: the first to claim a token wins.
  for (uint32_t m = 0; m < document.mentions.size(); ++m) {
    const EntityMention& mention = document.mentions[m];
    if (const int64_t head = HeadWord(mention.tokens); mention_headed_by_[head] < 0) {
      mention_headed_by_[head] = static_cast<int32_t>(m);
    }
    for (uint32_t i = mention.tokens.begin; i < mention.tokens.end; ++i) {
      if (mention_at_[i] < 0) mention_at_[i] = static_cast<int32_t>(m);
      if (mention.form == MentionForm::kName && name_at_[i] < 0) {
        name_at_[i] = static_cast<int32_t>(m);
      }
    }
    if (mention_end_[mention.tokens.end] < 0) {
      mention_end_[mention.tokens.end] = static_cast<int32_t>(m);
    }
  }
  for (uint32_t t = 0; t < document.times.size(); ++t) {
    const TokenRange range = document.times[t].tokens;
    for (uint32_t i = range.begin; i < range.end && i < n; ++i)
      time_at_[i] = static_cast<int32_t>(t);
  }
  size_t q = 0;
  for (uint32_t i = 0; i < n; ++i) {
    const ByteSpan span = document.tokens[i].span;
    while (q < document.quotes.size() && document.quotes[q].outer.end <= span.begin) ++q;
    if (q < document.quotes.size() && document.quotes[q].outer.begin <= span.begin) {
      quote_at_[i] = static_cast<int32_t>(q);
    }
  }
}

// The word of the range whose head lies outside it; the first if there are more.
uint32_t DocumentView::HeadWord(TokenRange range) const {
  for (uint32_t i = range.begin; i < range.end; ++i) {
    const int64_t head = tree_.Head(i);
    if ((head < range.begin || head >= range.end) && tree_.Upos(i) != "PUNCT") return i;
  }
  return range.end - 1;
}

const EntityMention* DocumentView::MentionHeadedBy(int64_t token) const {
  if (token < 0 || token >= static_cast<int64_t>(mention_headed_by_.size())) return nullptr;
  const int32_t m = mention_headed_by_[token];
  return m < 0 ? nullptr : &document_.mentions[m];
}

bool DocumentView::IsPossessive(int64_t token) const { return nlp::IsPossessiveMark(Lower(token)); }

const EntityMention* DocumentView::MentionAt(int64_t token) const {
  if (token < 0 || token >= static_cast<int64_t>(mention_at_.size())) return nullptr;
  const int32_t m = mention_at_[token];
  return m < 0 ? nullptr : &document_.mentions[m];
}

const EntityMention* DocumentView::MentionBeginningAt(int64_t token) const {
  const EntityMention* mention = MentionAt(token);
  return mention != nullptr && mention->tokens.begin == token ? mention : nullptr;
}

const EntityMention* DocumentView::MentionEndingAt(int64_t end) const {
  if (end < 0 || end >= static_cast<int64_t>(mention_end_.size())) return nullptr;
  const int32_t m = mention_end_[end];
  return m < 0 ? nullptr : &document_.mentions[m];
}

const EntityMention* DocumentView::NameAt(int64_t token) const {
  if (token < 0 || token >= static_cast<int64_t>(name_at_.size())) return nullptr;
  const int32_t m = name_at_[token];
  return m < 0 ? nullptr : &document_.mentions[m];
}

std::vector<const EntityMention*> DocumentView::MentionsIn(TokenRange range) const {
  std::vector<const EntityMention*> out;
  const auto first = std::lower_bound(
      document_.mentions.begin(), document_.mentions.end(), range.begin,
      [](const EntityMention& mention, uint32_t token) { return mention.tokens.begin < token; });
  for (auto it = first; it != document_.mentions.end() && it->tokens.begin < range.end; ++it) {
    out.push_back(&*it);
  }
  return out;
}

EntityReference DocumentView::Reference(uint32_t entity) const {
  const DocumentEntity& e = document_.entities[entity];
  return {e.id, e.name, e.type};
}

EntityReference DocumentView::Reference(const EntityMention& mention) const {
  return Reference(mention.entity);
}

const EntityMention* DocumentView::MentionOfName(int32_t name) const {
  if (name < 0) return nullptr;
  const TokenRange wanted = document_.names[name].tokens;
  const auto first = std::lower_bound(
      document_.mentions.begin(), document_.mentions.end(), wanted.begin,
      [](const EntityMention& mention, uint32_t token) { return mention.tokens.begin < token; });
  for (auto it = first; it != document_.mentions.end() && it->tokens.begin == wanted.begin; ++it) {
    if (it->tokens == wanted) return &*it;
  }
  return nullptr;
}

std::vector<const nlp::TimeMention*> DocumentView::TimesIn(TokenRange range) const {
  std::vector<const nlp::TimeMention*> out;
  const auto first = std::lower_bound(
      document_.times.begin(), document_.times.end(), range.begin,
      [](const nlp::TimeMention& time, uint32_t token) { return time.tokens.begin < token; });
  for (auto it = first; it != document_.times.end() && it->tokens.begin < range.end; ++it) {
    out.push_back(&*it);
  }
  return out;
}

const nlp::TimeMention* DocumentView::TimeAt(int64_t token) const {
  if (token < 0 || token >= static_cast<int64_t>(time_at_.size())) return nullptr;
  const int32_t t = time_at_[token];
  return t < 0 ? nullptr : &document_.times[t];
}

int32_t DocumentView::QuoteAt(int64_t token) const {
  if (token < 0 || token >= static_cast<int64_t>(quote_at_.size())) return -1;
  return quote_at_[token];
}

uint32_t DocumentView::TokenFrom(uint32_t byte) const {
  const auto found =
      std::lower_bound(document_.tokens.begin(), document_.tokens.end(), byte,
                       [](const nlp::Token& token, uint32_t at) { return token.span.begin < at; });
  return static_cast<uint32_t>(found - document_.tokens.begin());
}

}  // namespace dateline::patterns

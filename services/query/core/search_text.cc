#include "services/query/core/search_text.h"

#include <algorithm>
#include <cmath>

#include "common/base/error.h"
#include "common/base/strings.h"
#include "services/query/factbase/search_terms.h"

namespace dateline::query {
namespace {

constexpr size_t kMaxTextBytes = 1024;
constexpr std::string_view kField = "text";

// Of BM25: how soon more of a word stops counting, and how much length does.
constexpr double kSaturation = 1.2;
constexpr double kLengthWeight = 0.75;
// What a statement says counts more than the sentence that it was found in.
constexpr double kContentWeight = 2;
constexpr double kEvidenceWeight = 1;

// “ and ” as ".
std::string WithPlainQuotes(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const std::string_view three = text.substr(at, 3);
    const bool curly = three == "\u201c" || three == "\u201d";
    out += curly ? '"' : text[at];
    at += curly ? 3 : 1;
  }
  return out;
}

bool HoldsInARow(const std::vector<std::string>& words, const std::vector<std::string>& phrase) {
  return std::search(words.begin(), words.end(), phrase.begin(), phrase.end()) != words.end();
}

void AddSpan(ByteSpan span, std::vector<ByteSpan>& spans) {
  if (spans.empty() || spans.back() != span) spans.push_back(span);
}

}  // namespace

absl::StatusOr<SearchText> ParseSearchText(std::string_view given) {
  if (given.size() > kMaxTextBytes) return FieldInvalid(kField, "it is over 1024 bytes");
  const std::string text = WithPlainQuotes(given);
  SearchText out;
  size_t words = 0;
  bool quoted = false;
  for (size_t begin = 0; begin <= text.size(); quoted = !quoted) {
    const size_t quote = text.find('"', begin);
    if (quote == std::string::npos && quoted) {
      return FieldInvalid(kField, "a quotation mark is not closed");
    }
    const size_t end = std::min(quote, text.size());
    std::vector<std::string> stems = StemsOf(std::string_view(text).substr(begin, end - begin));
    words += stems.size();
    for (const std::string& stem : stems) {
      if (!IsStopStem(stem)) out.stems.insert(stem);
    }
    if (quoted && stems.size() > 1) out.phrases.push_back(std::move(stems));
    begin = end + 1;
  }
  if (words > kMaxSearchWords) {
    return FieldInvalid(kField, StrCat("it has more than ", kMaxSearchWords, " words"));
  }
  if (words == 0 && !given.empty()) {
    return FieldInvalid(kField, "it has neither letter nor digit");
  }
  if (words > 0 && out.stems.empty()) {
    return FieldInvalid(kField, "it has only words that nearly every statement has; add another");
  }
  return out;
}

StatementWords::StatementWords(const AttestedFact& statement) {
  const auto* body = std::get_if<Statement>(&statement.record.content.body);
  if (body != nullptr) {
    Add(body->content, kContentWeight);
    for (const Value& topic : body->topics) {
      if (const auto* text = std::get_if<std::string>(&topic)) Add(*text, kContentWeight);
      if (const auto* entity = std::get_if<EntityReference>(&topic)) {
        Add(entity->name, kContentWeight);
      }
    }
  }
  std::set<std::string_view> wordings;
  for (const AttestationRecord& record : statement.attestations) {
    for (const Evidence& evidence : record.attestation.evidence) wordings.insert(evidence.text);
  }
  for (const std::string_view wording : wordings) Add(wording, kEvidenceWeight);
}

void StatementWords::Add(std::string_view text, double weight) {
  texts_.push_back(StemsOf(text));
  for (const std::string& stem : texts_.back()) frequencies_[stem] += weight;
  length_ += weight * static_cast<double>(texts_.back().size());
}

bool StatementWords::HoldsPhrases(const SearchText& text) const {
  return std::all_of(text.phrases.begin(), text.phrases.end(), [&](const auto& phrase) {
    return std::any_of(texts_.begin(), texts_.end(),
                       [&](const auto& words) { return HoldsInARow(words, phrase); });
  });
}

double StatementWords::FrequencyOf(const std::string& stem) const {
  const auto found = frequencies_.find(stem);
  return found == frequencies_.end() ? 0 : found->second;
}

std::vector<ByteSpan> SpansOf(const SearchText& text, std::string_view content) {
  const std::vector<StemmedWord> words = StemmedWordsOf(content);
  std::vector<ByteSpan> spans;
  for (size_t i = 0; i < words.size(); ++i) {
    for (const std::vector<std::string>& phrase : text.phrases) {
      if (phrase.size() > words.size() - i) continue;
      const bool here = std::equal(
          phrase.begin(), phrase.end(), words.begin() + static_cast<std::ptrdiff_t>(i),
          [](const std::string& stem, const StemmedWord& word) { return stem == word.stem; });
      if (here) AddSpan({words[i].begin, words[i + phrase.size() - 1].end}, spans);
    }
    if (!text.stems.contains(words[i].stem)) continue;
    // Words within a phrase are marked with it.
    if (!spans.empty() && spans.back().end >= words[i].end) continue;
    AddSpan({words[i].begin, words[i].end}, spans);
  }
  return spans;
}

Ranking::Ranking(double statements, const std::map<std::string, double>& having,
                 double average_length)
    : average_length_(std::max(average_length, 1.0)) {
  for (const auto& [stem, count] : having) {
    weights_[stem] = std::log1p((std::max(statements, count) - count + 0.5) / (count + 0.5));
  }
}

double Ranking::ScoreOf(const StatementWords& words) const {
  const double length =
      kSaturation * (1 - kLengthWeight + kLengthWeight * words.length() / average_length_);
  double score = 0;
  for (const auto& [stem, weight] : weights_) {
    const double frequency = words.FrequencyOf(stem);
    score += weight * frequency * (kSaturation + 1) / (frequency + length);
  }
  return score;
}

}  // namespace dateline::query

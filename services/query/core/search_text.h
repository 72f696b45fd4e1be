// What somebody looks for in statements: words, and phrases in double quotes.
//
//   DATELINE_ASSIGN_OR_RETURN(SearchText text, ParseSearchText("crossings \"border plan\""));
//   text.stems    // border, cross, plan
//   text.phrases  // {{border, plan}}
//
// Matching, ranking and marking go by the stems of search_terms.h. Thread-safe:
// values and pure functions.
#ifndef DATELINE_SERVICES_QUERY_CORE_SEARCH_TEXT_H_
#define DATELINE_SERVICES_QUERY_CORE_SEARCH_TEXT_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "common/text/byte_span.h"
#include "services/query/core/fact_reading.h"

namespace dateline::query {

inline constexpr size_t kMaxSearchWords = 16;

struct SearchText {
  std::set<std::string> stems;                    // All have to occur; no stop stems.
  std::vector<std::vector<std::string>> phrases;  // Stems in a row, stop stems too.

  bool empty() const { return stems.empty(); }
};

// FIELD_INVALID (field "text"): too long, without letter or digit, nothing but
// stop words, a quotation mark that is not closed.
absl::StatusOr<SearchText> ParseSearchText(std::string_view text);

// The words of one statement, each of its texts by itself: content, topics, and
// each different wording of its evidence.
class StatementWords {
 public:
  explicit StatementWords(const AttestedFact& statement);

  bool HoldsPhrases(const SearchText& text) const;
  // How often a stem occurs; words of content and topics count twice.
  double FrequencyOf(const std::string& stem) const;
  // The same of all stems together.
  double length() const { return length_; }

 private:
  void Add(std::string_view text, double weight);

  std::vector<std::vector<std::string>> texts_;
  std::map<std::string, double> frequencies_;
  double length_ = 0;
};

// Where the words and phrases stand in `content`, in order; neighbours are one.
std::vector<ByteSpan> SpansOf(const SearchText& text, std::string_view content);

// BM25 over a set of statements.
class Ranking {
 public:
  // `statements` is how many there are in all, `having` how many have a stem.
  Ranking(double statements, const std::map<std::string, double>& having, double average_length);

  double ScoreOf(const StatementWords& words) const;

 private:
  std::map<std::string, double> weights_;
  double average_length_;
};

}  // namespace dateline::query

#endif  // DATELINE_SERVICES_QUERY_CORE_SEARCH_TEXT_H_

#include "services/ingest/core/text_likeness.h"

#include <algorithm>

namespace dateline::ingest {
namespace {

constexpr size_t kTriple = 3;
// Triples that chance may share in a text of this many are too many to tell.
constexpr size_t kMinTriples = 16;
// Of a text cut into stretches of so many triples, one is told by the other text
// too if it has two of them: one may be a figure of speech.
constexpr size_t kStretch = 10;
constexpr size_t kSharedOfStretch = 2;
// So many stretches in a row that the other text does not tell are paragraphs of
// another hand; fewer are the numbers of a table, or the names of a list.
constexpr size_t kOtherHand = 3;
// Edited all over: nearly every stretch is told by both, though an edit of a fifth
// of all words leaves but half of the triples. Cut and pasted, as under a new lead:
// fewer stretches, but these whole. A common background of some paragraphs stays
// below either.
constexpr double kMinStretchesEdited = 0.7;
constexpr double kMinContainmentEdited = 0.3;
constexpr double kMinStretchesPasted = 0.5;
constexpr double kMinContainmentPasted = 0.5;
// Of numbers, of names and of both, where there are as many as to tell.
constexpr double kMinParticulars = 0.4;
constexpr size_t kFewestNumbers = 3;
constexpr size_t kFewestNames = 4;
constexpr double kMinAllParticulars = 0.5;
constexpr size_t kFewestParticulars = 5;
// Without particulars enough only the words can tell.
constexpr double kMinContainmentAlone = 0.55;

void SortOnce(std::vector<uint64_t>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

bool Has(const std::vector<uint64_t>& sorted, uint64_t value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

size_t CountShared(const std::vector<uint64_t>& one, const std::vector<uint64_t>& other) {
  size_t shared = 0;
  for (size_t i = 0, j = 0; i < one.size() && j < other.size();) {
    if (one[i] == other[j]) ++shared;
    const bool first_is_less = one[i] <= other[j], second_is_less = other[j] <= one[i];
    i += first_is_less;
    j += second_is_less;
  }
  return shared;
}

// Different words of one kind, and how many of them the other text has too.
struct Share {
  size_t all = 0;
  size_t shared = 0;

  bool IsBelow(double limit) const {
    return static_cast<double>(shared) < limit * static_cast<double>(all);
  }
};

}  // namespace

ComparedText::ComparedText(const std::vector<TextWord>& words) {
  for (size_t i = 0; i + kTriple <= words.size(); ++i) {
    triples_in_order_.push_back(HashOfWords(&words[i], kTriple));
  }
  triples_ = triples_in_order_;
  SortOnce(triples_);
  std::vector<uint64_t> pairs;
  for (size_t i = 0; i + 1 < words.size(); ++i) pairs.push_back(HashOfWords(&words[i], 2));
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].kind == TextWord::Kind::kPlain) continue;
    particulars_.push_back({words[i].hash, words[i].kind, i > 0 ? pairs[i - 1] : 0,
                            i < pairs.size() ? pairs[i] : 0, i});
  }
  std::stable_sort(particulars_.begin(), particulars_.end(),
                   [](const Particular& a, const Particular& b) { return a.word < b.word; });
  SortOnce(pairs);
  pairs_ = std::move(pairs);
}

// The text with fewer triples as the other has it, stretch by stretch.
class LikenessReading {
 public:
  LikenessReading(const ComparedText& less, const ComparedText& more) : less_(less), more_(more) {
    const std::vector<uint64_t>& triples = less_.triples_in_order_;
    for (size_t begin = 0; begin < triples.size(); begin += kStretch) {
      const size_t end = std::min(begin + kStretch, triples.size());
      size_t shared = 0;
      for (size_t i = begin; i < end; ++i) shared += Has(more_.triples_, triples[i]);
      told_.push_back(shared >= kSharedOfStretch);
    }
    for (size_t begin = 0; begin < told_.size();) {
      size_t end = begin + 1;
      while (end < told_.size() && told_[end] == told_[begin]) ++end;
      const bool of_both = told_[begin] || end - begin < kOtherHand;
      of_both_.insert(of_both_.end(), end - begin, of_both);
      begin = end;
    }
  }

  double ShareOfStretches() const {
    const auto told = std::count(told_.begin(), told_.end(), true);
    return static_cast<double>(told) / static_cast<double>(std::max<size_t>(told_.size(), 1));
  }

  // Of the parts that are of both.
  bool SharesParticulars(double containment) const {
    Share numbers, names;
    const auto& particulars = less_.particulars_;
    for (size_t i = 0; i < particulars.size();) {
      const size_t first = i;
      bool of_both = false, shared = false;
      for (; i < particulars.size() && particulars[i].word == particulars[first].word; ++i) {
        const size_t stretch = particulars[i].place / kStretch;
        of_both = of_both || of_both_[std::min(stretch, of_both_.size() - 1)];
        shared = shared || Has(more_.pairs_, particulars[i].pair_before) ||
                 Has(more_.pairs_, particulars[i].pair_after);
      }
      if (!of_both) continue;
      Share& share = particulars[first].kind == TextWord::Kind::kNumber ? numbers : names;
      ++share.all;
      share.shared += shared;
    }
    if (numbers.all >= kFewestNumbers && numbers.IsBelow(kMinParticulars)) return false;
    if (names.all >= kFewestNames && names.IsBelow(kMinParticulars)) return false;
    const Share both{numbers.all + names.all, numbers.shared + names.shared};
    if (both.all < kFewestParticulars) return containment >= kMinContainmentAlone;
    return !both.IsBelow(kMinAllParticulars);
  }

 private:
  const ComparedText& less_;
  const ComparedText& more_;
  // By stretch: whether the other text tells it, and whether it is of both.
  std::vector<bool> told_;
  std::vector<bool> of_both_;
};

TextLikeness CompareTexts(const ComparedText& one, const ComparedText& other) {
  TextLikeness out;
  const size_t fewer = std::min(one.triples_.size(), other.triples_.size());
  if (fewer == 0) return out;
  const size_t shared = CountShared(one.triples_, other.triples_);
  const size_t all = one.triples_.size() + other.triples_.size() - shared;
  out.likeness = static_cast<double>(shared) / static_cast<double>(all);
  out.containment = static_cast<double>(shared) / static_cast<double>(fewer);
  if (fewer < kMinTriples || out.containment < kMinContainmentEdited) return out;
  const bool first_is_less = one.triples_.size() <= other.triples_.size();
  const LikenessReading reading(first_is_less ? one : other, first_is_less ? other : one);
  const double least_stretches =
      out.containment >= kMinContainmentPasted ? kMinStretchesPasted : kMinStretchesEdited;
  out.is_copy =
      reading.ShareOfStretches() >= least_stretches && reading.SharesParticulars(out.containment);
  return out;
}

}  // namespace dateline::ingest

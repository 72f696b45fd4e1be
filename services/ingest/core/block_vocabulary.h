// Words by which the markup and the text of a page say what a block is for. None
// decides by itself: they are evidence that article_blocks.h weighs.
//
//   MarkupGroupsIn("post-content relatedLinks")   // {kBody, kArticle, kRelated}
//   PhrasesIn("subscribe to our newsletter")      // {kSubscribe}
//
// Thread-safe: pure functions.
#ifndef DATELINE_SERVICES_INGEST_CORE_BLOCK_VOCABULARY_H_
#define DATELINE_SERVICES_INGEST_CORE_BLOCK_VOCABULARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dateline::ingest {

// What names of classes and ids speak of.
enum class MarkupGroup : uint8_t {
  kArticle,
  kBody,
  kComments,
  kRelated,
  kNavigation,
  kShare,
  kAdvertisement,
  kSubscribe,
  kDialog,
  kSide,
  kFoot,
  kHead,
  kCredits,
  kMedia,
  kContents,
  kCard,
  kHidden,
  kTitle,
  kSummary,
  kReferences,
  kAuthor,
};
inline constexpr size_t kMarkupGroups = 21;
extern const std::array<std::string_view, kMarkupGroups> kMarkupGroupNames;

// A set of groups, the bit of each being 1 << its number.
using MarkupGroupSet = uint32_t;

// Of the names in a class or id attribute; words are told apart at hyphens,
// underscores and capitals.
MarkupGroupSet MarkupGroupsIn(std::string_view names);

// What the words of a short block speak of.
enum class PhraseGroup : uint8_t {
  kSubscribe,
  kShare,
  kRelated,
  kComments,
  kLegal,
  kAdvertisement,
  kDate,
  kAuthor,
  kCredit,
  kPaging,
  kContents,
  kCookies,
  kAccount,
};
inline constexpr size_t kPhraseGroups = 13;
extern const std::array<std::string_view, kPhraseGroups> kPhraseGroupNames;

// A set of groups, the bit of each being 1 << its number.
using PhraseGroupSet = uint32_t;

// `lower` is in lower case. Whole words only.
PhraseGroupSet PhrasesIn(std::string_view lower);

// Whether `word`, in lower case, is one of those that hold English sentences
// together: "the", "of", "was".
bool IsFunctionWord(std::string_view word);

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_BLOCK_VOCABULARY_H_

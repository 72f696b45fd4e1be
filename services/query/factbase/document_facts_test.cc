#include "services/query/factbase/document_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "services/query/factbase/merging.h"
#include "services/query/factbase/story.h"
#include "services/query/factbase/tolls.h"

namespace dateline::query {
namespace {

using ::testing::Contains;
using ::testing::Not;

// A document with one passage, and one event whose evidence is `words`.
Extraction DocumentOf(const std::string& id, const std::string& passage, std::string_view words,
                      const std::string& who, Polarity polarity = Polarity::kPositive) {
  Extraction extraction;
  extraction.document.id = id;
  extraction.document.uri = id + ".txt";
  extraction.document.publisher = id + " Post";
  extraction.passages = {{{0, static_cast<uint32_t>(passage.size())}, passage}};
  FactContent content;
  content.type = "life.die";
  content.valid_time = TimeInterval::Day(absl::CivilDay(2024, 3, 11));
  Event event;
  event.roles = {{"person", who}};
  content.body = event;
  ExtractedFact fact;
  fact.content = content;
  const auto begin = static_cast<uint32_t>(passage.find(words));
  fact.attestation.evidence = {{{begin, begin + static_cast<uint32_t>(words.size())}, ""}};
  fact.attestation.factuality.polarity = polarity;
  extraction.facts = {fact};
  return extraction;
}

EntityMap EntitiesFor(const Extraction& extraction) {
  EntityMap map;
  for (const DocumentEntity& entity : EntitiesOf(extraction)) map[entity.id] = "id " + entity.id;
  return map;
}

Member MemberFrom(const Extraction& extraction) {
  return MembersOf(extraction, EntitiesFor(extraction)).front();
}

size_t OriginsAmong(const Extraction& a, const Extraction& b) {
  const Member left = MemberFrom(a), right = MemberFrom(b);
  const std::vector<Origin> origins = OriginsOf({&left, &right});
  return origins[0].id == origins[1].id ? 1 : 2;
}

TEST(DocumentFactsTest, AShortPieceOfACopiedSentenceIsCopied) {
  const std::string sentence =
      "The harbour master of Quellin said that nine people had drowned off the mole.";
  EXPECT_EQ(
      OriginsAmong(
          DocumentOf("a", "It rained. " + sentence, "nine people had drowned", "nine people"),
          DocumentOf("b", sentence + " Nobody slept.", "nine people had drowned", "nine people")),
      1u);
  EXPECT_EQ(
      OriginsAmong(DocumentOf("a", "Here nine people had drowned.", "nine people", "nine people"),
                   DocumentOf("b", "Here nine people had drowned.", "nine people", "nine people")),
      2u)
      << "a sentence of a few words may be alike by chance";
}

constexpr std::string_view kNine =
    "Nine people were killed when the oldest crane of the eastern quay of Quellin fell upon the "
    "fish market on Monday morning";

std::string With(std::string_view from, std::string_view to) {
  std::string text(kNine);
  return text.replace(text.find(from), from.size(), to);
}

TEST(DocumentFactsTest, OtherNumbersAreNoCopy) {
  const Extraction nine = DocumentOf("a", std::string(kNine), "Nine people", "Nine people");
  EXPECT_EQ(
      OriginsAmong(nine, DocumentOf("b", With("oldest", "tallest"), "Nine people", "Nine people")),
      1u);
  EXPECT_EQ(
      OriginsAmong(nine, DocumentOf("b", With("Nine", "Seven"), "Seven people", "Seven people")),
      2u);
  EXPECT_EQ(OriginsAmong(nine, DocumentOf("b", With("Nine", "9"), "9 people", "9 people")), 1u);
}

TEST(DocumentFactsTest, ADenialIsNoCopy) {
  EXPECT_EQ(OriginsAmong(DocumentOf("a", std::string(kNine), "Nine people", "Nine people"),
                         DocumentOf("b", With("were killed", "were not killed"), "Nine people",
                                    "Nine people", Polarity::kNegative)),
            2u);
}

TEST(DocumentFactsTest, ATollHasThePlacesAndTheMisfortuneOfItsSentence) {
  const std::string passage = "Nine people died when a ferry sank off Tarn. Vell was calm.";
  Extraction extraction = DocumentOf("a", passage, "Nine people died", "Nine people");
  const auto place = [&](const std::string& id, const std::string& name) {
    DocumentEntity entity;
    entity.id = id;
    entity.name = name;
    entity.type = EntityType::kGpe;
    const auto begin = static_cast<uint32_t>(passage.find(name));
    entity.mentions = {{{begin, begin + static_cast<uint32_t>(name.size())}, MentionForm::kName}};
    return entity;
  };
  extraction.entities = {place("e0", "Tarn"), place("e1", "Vell")};
  const Member member = MemberFrom(extraction);
  EXPECT_THAT(member.places, Contains(CataloguedPlace{"id e0", ""}));
  EXPECT_THAT(member.places, Not(Contains(CataloguedPlace{"id e1", ""})));
  EXPECT_THAT(member.story, Contains(Story::kFirstKindMark + MisfortunesIn("sank").front()));
}

}  // namespace
}  // namespace dateline::query

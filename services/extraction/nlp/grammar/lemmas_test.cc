#include "services/extraction/nlp/grammar/lemmas.h"

#include <gtest/gtest.h>

#include "services/extraction/nlp/model/testing/bundle_builder.h"

namespace dateline::nlp {
namespace {

TEST(LemmaRule, LowersCutsAndAppends) {
  EXPECT_EQ(ApplyLemmaRule("Parties", "l|3|y"), "party");
  EXPECT_EQ(ApplyLemmaRule("Harbours", "k|1|"), "Harbour");
  EXPECT_EQ(ApplyLemmaRule("sailing", "l|3|"), "sail");
  EXPECT_EQ(ApplyLemmaRule("Tallinn", "k|0|"), "Tallinn");
  EXPECT_EQ(ApplyLemmaRule("DOCKS", "l|0|"), "docks");
  EXPECT_EQ(ApplyLemmaRule("n't", "l|3|not"), "not");
}

TEST(LemmaRule, CutsCharactersAndNotBytes) {
  EXPECT_EQ(ApplyLemmaRule("cafés", "l|2|e"), "cafe");
  EXPECT_EQ(ApplyLemmaRule("日本人", "k|1|"), "日本");
  EXPECT_EQ(ApplyLemmaRule("ÖLE", "l|1|"), "öl");
}

TEST(LemmaRule, LeavesWordsTooShortForIt) {
  EXPECT_EQ(ApplyLemmaRule("is", "l|3|be"), "is");
  EXPECT_EQ(ApplyLemmaRule("é", "k|2|x"), "é");
  EXPECT_EQ(ApplyLemmaRule("is", "l|2|be"), "be") << "all of the word may go";
  EXPECT_EQ(ApplyLemmaRule("AS", "l|2|"), "AS") << "a lemma is not empty";
}

TEST(LemmaRule, EndingsMayHoldTheSeparator) { EXPECT_EQ(ApplyLemmaRule("ab", "k|1||"), "a|"); }

TEST(LemmaRule, WhatIsNoRuleChangesNothing) {
  for (const char* rule :
       {"", "l", "l|", "l|1", "l|x|y", "l||y", "l|-1|y", "|", "||", "l|99999999999|y"}) {
    EXPECT_EQ(ApplyLemmaRule("Docks", rule), "Docks") << rule;
  }
}

TEST(LemmaRule, AnyBytesGiveALemma) {
  EXPECT_EQ(ApplyLemmaRule("\x80\x80\x80", "k|1|a"), "a") << "stray bytes go with their character";
  EXPECT_EQ(ApplyLemmaRule("a\xC3", "k|1|"), "a");
}

std::shared_ptr<const Bundle> BundleWith(const std::vector<std::string>& lines) {
  testing::BundleBuilder builder;
  builder.AddLines("grammar/lemma/lexicon", lines);
  builder.AddLines("words", {"the", "impose", "dock", "sever", "severe"});
  return Bundle::FromBytes(builder.Build()).value();
}

absl::StatusOr<Lemmas> LemmasWith(const std::vector<std::string>& lines) {
  const std::shared_ptr<const Bundle> bundle = BundleWith(lines);
  return Lemmas::Load(bundle, std::make_shared<const WordTable>(WordTable::Load(*bundle).value()));
}

TEST(Lemmas, SpellingCorrectsWhatIsNoWord) {
  const Lemmas lemmas = LemmasWith({}).value();
  EXPECT_EQ(lemmas.Of("Imposed", "VERB", "l|2|"), "impose");
  EXPECT_EQ(lemmas.Of("severed", "VERB", "l|2|"), "sever") << "both are words: the network's";
  EXPECT_EQ(lemmas.Of("blorped", "VERB", "l|2|"), "blorp") << "no candidate is a word";
  EXPECT_EQ(lemmas.Of("fled", "VERB", "l|2|"), "fl") << "the table lacks flee";
  EXPECT_EQ(lemmas.Of("Imposed", "ADJ", "l|0|"), "imposed");
}

TEST(Lemmas, TheListGoesBeforeTheRule) {
  const Lemmas lemmas = LemmasWith({"left\tVERB\tleave", "öle\tNOUN\töl"}).value();
  EXPECT_EQ(lemmas.Of("Left", "VERB", "l|0|"), "leave");
  EXPECT_EQ(lemmas.Of("ÖLE", "NOUN", "l|0|"), "öl");
  EXPECT_EQ(lemmas.Of("left", "ADJ", "l|0|"), "left") << "another tag is another word";
  EXPECT_EQ(lemmas.Of("Docks", "NOUN", "l|1|"), "dock");
}

TEST(Lemmas, RefuseALineWithoutALemma) {
  for (const char* line : {"left", "left VERB", "left\tVERB\t", "left\t"}) {
    const auto lemmas = LemmasWith({line});
    EXPECT_EQ(lemmas.status().code(), absl::StatusCode::kFailedPrecondition) << line;
  }
}

}  // namespace
}  // namespace dateline::nlp

// Resemblances through the document store: what is found, kept and forgotten.
#include "services/ingest/core/resemblance_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "common/base/strings.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "dateline/storage/v1/ingest_records.pb.h"
#include "services/ingest/core/document_listing.h"
#include "services/ingest/core/document_store.h"
#include "services/ingest/core/document_store_check.h"

namespace dateline::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Kind = ResemblanceKind;

// Eight sentences in words that follow from `topic` alone.
std::string Story(std::string_view topic) {
  std::string text;
  for (int sentence = 0; sentence < 8; ++sentence) {
    StrAppend(&text, "The ", topic, sentence, " council of Tov", topic, " said that ", topic,
              "plan", sentence, " would cost ", topic.size() * 7 + sentence, " crowns and ", topic,
              "line", sentence * 3, " will open near Cape ", topic, "ard. ");
  }
  return text;
}

class ResemblanceFinderTest : public ::testing::Test {
 protected:
  ResemblanceFinderTest() { Reopen(); }

  void Reopen() { documents_ = *DocumentStore::Open(&store_, &clock_, {}); }

  std::string Submit(const std::string& uri, const std::string& text,
                     const std::string& publisher = "") {
    RawArticle raw;
    raw.uri = uri;
    raw.content = text;
    raw.metadata.publisher = publisher;
    return documents_->Submit(*ReadArticle(raw), raw.content)->document_id;
  }
  void Compare() {
    while (documents_->CompareWaiting(3)->has_value()) {
    }
  }
  StoredDocument Get(const std::string& id) { return *documents_->Get(id, false); }
  Kind KindOf(const std::string& id) { return Get(id).resemblance; }
  std::vector<std::string> ResembledBy(const std::string& id) {
    std::vector<std::string> ids;
    for (const Resemblance& one : Get(id).resembled) ids.push_back(one.document_id);
    return ids;
  }
  std::vector<std::string> Listed(DocumentQuery query) {
    query.oldest_first = true;
    std::vector<std::string> ids;
    do {
      const DocumentPage page = *ListDocuments(*documents_, query);
      for (const StoredDocument& stored : page.documents) ids.push_back(stored.document.id);
      query.page_token = page.next_page_token;
    } while (!query.page_token.empty());
    return ids;
  }
  std::vector<std::string> Problems() { return CheckDocumentStore(store_)->examples; }

  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
  MemoryStore store_{IngestKeySpaceNames().size()};
  std::unique_ptr<DocumentStore> documents_;
};

TEST_F(ResemblanceFinderTest, UnknownUntilComparedThenNone) {
  const std::string id = Submit("https://quay.example/1", Story("ferry"));
  EXPECT_EQ(KindOf(id), Kind::kUnspecified);
  EXPECT_EQ(*documents_->CompareWaiting(10), 1u);
  EXPECT_EQ(KindOf(id), Kind::kNone);
  EXPECT_EQ(*documents_->CompareWaiting(10), std::nullopt);
}

TEST_F(ResemblanceFinderTest, TheSameWordsAgain) {
  const std::string first = Submit("https://quay.example/1", Story("ferry"), "The Quay");
  const std::string same_address =
      Submit("https://www.quay.example/1?utm_source=x", Story("ferry") + "\n\n", "The Quay");
  const std::string same_outlet = Submit("https://quay.example/2", Story("ferry"), "the quay");
  const std::string no_outlet = Submit("copy.txt", Story("ferry"));
  const std::string elsewhere = Submit("https://lamp.example/1", Story("ferry"), "The Lamp");
  Compare();
  EXPECT_EQ(KindOf(first), Kind::kNone);
  EXPECT_EQ(KindOf(same_address), Kind::kDuplicate);
  EXPECT_THAT(ResembledBy(same_address), ElementsAre(first));
  EXPECT_EQ(KindOf(same_outlet), Kind::kDuplicate);
  EXPECT_EQ(KindOf(no_outlet), Kind::kDuplicate);
  EXPECT_EQ(KindOf(elsewhere), Kind::kSyndicated);
  EXPECT_EQ(Get(elsewhere).resembled.front().document_id, first);
  EXPECT_EQ(Get(elsewhere).resembled.front().likeness, 1);
}

TEST_F(ResemblanceFinderTest, RevisionsKeepTheirPredecessor) {
  const std::string one = Submit("https://quay.example/1", Story("ferry"));
  const std::string two = Submit("https://quay.example/1", Story("ferry") + Story("seal"));
  const std::string three = Submit("https://quay.example/1#top", Story("seal") + Story("court"));
  const std::string other = Submit("https://quay.example/1", Story("harvest"));
  Compare();
  EXPECT_EQ(KindOf(two), Kind::kRevision);
  EXPECT_THAT(ResembledBy(two), ElementsAre(one));
  EXPECT_EQ(KindOf(three), Kind::kRevision);
  EXPECT_EQ(ResembledBy(three).front(), two);
  EXPECT_EQ(KindOf(other), Kind::kNone) << "an address given by mistake";
}

TEST_F(ResemblanceFinderTest, NamesThatAreNoAddressesNeedMoreLikeness) {
  const std::string one = Submit("story.txt", Story("ferry"));
  const std::string two = Submit("story.txt", Story("ferry") + Story("seal"));
  const std::string other = Submit("story.txt", Story("harvest"));
  Compare();
  EXPECT_EQ(KindOf(two), Kind::kRevision);
  EXPECT_EQ(KindOf(other), Kind::kNone);
}

TEST_F(ResemblanceFinderTest, FewWordsAreNoCopy) {
  Submit("https://quay.example/1", "Please log in.", "The Quay");
  const std::string again = Submit("https://lamp.example/1", "Please log in.", "The Lamp");
  Compare();
  EXPECT_EQ(KindOf(again), Kind::kNone);
}

TEST_F(ResemblanceFinderTest, OfManyCopiesEachLeadsToTheFirst) {
  const std::string first = Submit("https://quay.example/1", Story("ferry"), "The Quay");
  std::string last;
  for (int i = 0; i < 100; ++i) {
    last =
        Submit(StrCat("https://o", i, ".example/1"),
               StrCat("Local lead number ", i, " of ours. ", Story("ferry")), StrCat("Outlet ", i));
  }
  Compare();
  EXPECT_EQ(KindOf(last), Kind::kSyndicated);
  EXPECT_THAT(ResembledBy(last), SizeIs(kMaxResembled));
  EXPECT_THAT(ResembledBy(last), ::testing::Contains(first));
  EXPECT_THAT(Problems(), IsEmpty()) << "although the index had no room for all";
}

TEST_F(ResemblanceFinderTest, ListsByKindByWhatIsResembledAndByLanguage) {
  const std::string first = Submit("https://quay.example/1", Story("ferry"), "The Quay");
  const std::string copy = Submit("https://lamp.example/1", Story("ferry"), "The Lamp");
  const std::string revision = Submit("https://quay.example/1", Story("ferry") + Story("seal"));
  const std::string german = Submit(
      "https://kai.example/1",
      "Der Rat der Stadt hat am Freitag den Plan angenommen, und der Bürgermeister sagte, dass "
      "die neue Fähre vom Land bezahlt werde.");
  Compare();
  EXPECT_THAT(Listed({.resemblance = Kind::kSyndicated}), ElementsAre(copy));
  EXPECT_THAT(Listed({.resemblance = Kind::kNone}), ElementsAre(first, german));
  EXPECT_THAT(Listed({.resembled_document_id = first}), ElementsAre(copy, revision));
  EXPECT_THAT(Listed({.resembled_document_id = first, .page_size = 1}),
              ElementsAre(copy, revision));
  EXPECT_THAT(Listed({.publisher = "The Lamp", .resembled_document_id = first}), ElementsAre(copy));
  EXPECT_THAT(Listed({.resembled_document_id = german}), IsEmpty());
  EXPECT_THAT(Listed({.language = "DE"}), ElementsAre(german));
}

TEST_F(ResemblanceFinderTest, WhatIsDeletedIsForgotten) {
  const std::string first = Submit("https://quay.example/1", Story("ferry"), "The Quay");
  const std::string copy = Submit("https://lamp.example/1", Story("ferry"), "The Lamp");
  const std::string waiting = Submit("https://oak.example/1", Story("ferry"), "The Oak");
  ASSERT_EQ(*documents_->CompareWaiting(2), 2u);
  ASSERT_TRUE(documents_->Delete(first, "").ok());
  ASSERT_TRUE(documents_->Delete(waiting, "").ok());
  Compare();
  EXPECT_EQ(KindOf(first), Kind::kUnspecified);
  EXPECT_THAT(ResembledBy(copy), ElementsAre(first)) << "what it was found to be stays";
  const std::string next = Submit("https://elm.example/1", Story("ferry"), "The Elm");
  Compare();
  EXPECT_THAT(ResembledBy(next), ElementsAre(copy));
  EXPECT_THAT(Problems(), IsEmpty());
  ASSERT_TRUE(documents_->Delete(copy, "").ok());
  ASSERT_TRUE(documents_->Delete(next, "").ok());
  EXPECT_THAT(Problems(), IsEmpty());
  uint64_t rows = 0;
  for (const KeySpace space : {kCopyIndexSpace, kResemblancesSpace, kUncomparedSpace}) {
    ASSERT_TRUE(store_.OpenView()
                    ->ForEach(space, {},
                              [&](std::string_view, std::string_view) {
                                ++rows;
                                return ScanStep::kContinue;
                              })
                    .ok());
  }
  EXPECT_EQ(rows, 0u) << "nothing of the texts is left, not even a hash";
}

TEST_F(ResemblanceFinderTest, AnOlderStoreIsComparedAfterOpening) {
  const std::string first = Submit("https://quay.example/1", Story("ferry"), "The Quay");
  const std::string copy = Submit("https://lamp.example/1", Story("ferry"), "The Lamp");
  Compare();
  // As a program left it that knew nothing of copies.
  WriteBatch batch;
  for (const KeySpace space :
       {kUncomparedSpace, kResemblancesSpace, kResembledBySpace, kCopyIndexSpace}) {
    ASSERT_TRUE(store_.OpenView()
                    ->ForEach(space, {},
                              [&](std::string_view key, std::string_view) {
                                batch.Delete(space, key);
                                return ScanStep::kContinue;
                              })
                    .ok());
  }
  batch.Delete(kMetaSpace, MetaKey("sketch"));
  storage::v1::IngestStoreFormat format;
  format.set_service("ingest");
  format.set_version(2);
  batch.Put(kMetaSpace, MetaKey("format"), format.SerializeAsString());
  ASSERT_TRUE(store_.Commit(batch, Durability::kSynced).ok());
  Reopen();
  EXPECT_EQ(KindOf(copy), Kind::kUnspecified);
  EXPECT_THAT(Problems(), IsEmpty());
  Compare();
  EXPECT_THAT(ResembledBy(copy), ElementsAre(first));
  EXPECT_THAT(Problems(), IsEmpty());
  Reopen();
  EXPECT_EQ(KindOf(copy), Kind::kSyndicated) << "once is enough";
}

}  // namespace
}  // namespace dateline::ingest

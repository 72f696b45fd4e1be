#include "tools/dateline/stored_folders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "common/admin/backup_folder.h"
#include "common/base/sha256.h"
#include "common/base/strings.h"
#include "common/storage/rocksdb_store.h"
#include "common/testing/manual_clock.h"
#include "common/testing/temporary_folder.h"
#include "dateline/storage/v1/fact_base_records.pb.h"
#include "services/query/factbase/fact_base.h"

namespace dateline::cli {
namespace {

using query::FactBase;

class StoredFoldersTest : public ::testing::Test {
 protected:
  // A fact base with one document, as if written by `version`.
  void WriteFactBase(const std::string& path, const query::FactBaseVersion& version) {
    const auto store = *OpenRocksDbStore(path, FactBase::KeySpaceNames());
    Extraction extraction;
    extraction.document.id = HashedId({"gazette"});
    extraction.extractor_version = "1";
    ASSERT_TRUE((*FactBase::Open(store.get(), &clock_))->RecordExtraction(extraction).ok());
    storage::v1::StoreState state;
    ASSERT_TRUE(state.ParseFromString(**store->OpenView()->Get(0, "state")));
    state.set_format(version.format);
    state.set_rules(version.rules);
    WriteBatch batch;
    batch.Put(0, "state", state.SerializeAsString());
    ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  }
  query::FactBaseVersion Older() const {
    query::FactBaseVersion version = query::CurrentFactBaseVersion();
    --version.rules;
    return version;
  }
  absl::Status Open(const std::string& path) {
    const auto store = *OpenRocksDbStore(path, FactBase::KeySpaceNames());
    return FactBase::Open(store.get(), &clock_).status();
  }

  TemporaryFolder folder_;
  const std::string path_ = folder_.path() + "/query";
  ManualClock clock_{absl::FromUnixSeconds(1'700'000'000)};
};

TEST_F(StoredFoldersTest, MigratesAFactBaseOfOlderRulesAndKeepsTheOldOne) {
  WriteFactBase(path_, Older());
  EXPECT_EQ(Open(path_).code(), absl::StatusCode::kFailedPrecondition);
  const auto migration = MigrateFactBase(path_, {});
  ASSERT_TRUE(migration.ok()) << migration.status();
  EXPECT_TRUE(migration->needed);
  EXPECT_EQ(migration->documents, 1u);
  EXPECT_TRUE(Open(path_).ok());
  EXPECT_TRUE(HoldsRocksDbStore(migration->kept_in));
  EXPECT_FALSE(MigrateFactBase(path_, {})->needed);
}

TEST_F(StoredFoldersTest, AnInterruptedMigrationIsTakenUp) {
  // Interrupted while recording again: what was recorded does not count.
  WriteFactBase(path_, Older());
  { const auto half = OpenRocksDbStore(path_ + ".migrating", FactBase::KeySpaceNames()); }
  EXPECT_EQ(MigrateFactBase(path_, {})->documents, 1u);
  // Interrupted between the two renamings.
  std::filesystem::rename(path_, path_ + ".migrating");
  EXPECT_FALSE(MigrateFactBase(path_ + "/", {})->needed);
  EXPECT_TRUE(Open(path_).ok());
}

TEST_F(StoredFoldersTest, RefusesNewerVersionsAndOtherFolders) {
  query::FactBaseVersion newer = query::CurrentFactBaseVersion();
  ++newer.format;
  WriteFactBase(path_, newer);
  EXPECT_EQ(MigrateFactBase(path_, {}).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(MigrateFactBase(path_ + "-none", {}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(FindStores(path_ + "-none").status().code(), absl::StatusCode::kNotFound);
  { const auto other = OpenRocksDbStore(path_ + "-other", {"rows"}); }
  EXPECT_EQ(FindStores(path_ + "-other").status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StoredFoldersTest, VerifiesEachKindOfFolder) {
  WriteFactBase(path_, query::CurrentFactBaseVersion());
  EXPECT_EQ(FindStores(path_)->front().name, kQueryStore);
  const auto stores = FindStores(folder_.path() + "/");
  ASSERT_TRUE(stores.ok()) << stores.status();
  ASSERT_EQ(stores->size(), 1u);
  VerifyOptions options;
  options.scratch_folder = folder_.path();
  const auto checks = VerifyStore(stores->front(), options);
  ASSERT_EQ(checks.size(), 3u);
  for (const StoreCheck& check : checks) EXPECT_TRUE(check.status.ok()) << check.status;
  EXPECT_EQ(checks[2].name, "consistency");
  EXPECT_EQ(RestoreStore(stores->front(), folder_.path() + "/new").status().code(),
            absl::StatusCode::kNotFound)
      << "a store is no backup";
}

TEST_F(StoredFoldersTest, AnInconsistentFactBaseIsFound) {
  WriteFactBase(path_, query::CurrentFactBaseVersion());
  {
    const auto store = *OpenRocksDbStore(path_, FactBase::KeySpaceNames());
    const auto names = FactBase::KeySpaceNames();
    const auto statistics = std::find(names.begin(), names.end(), "statistics") - names.begin();
    std::string key;
    ASSERT_TRUE(store->OpenView()
                    ->ForEach(static_cast<KeySpace>(statistics), {},
                              [&](std::string_view row, std::string_view) {
                                key = row;
                                return ScanStep::kStop;
                              })
                    .ok());
    WriteBatch batch;
    batch.Delete(static_cast<KeySpace>(statistics), key);
    ASSERT_TRUE(store->Commit(batch, Durability::kSynced).ok());
  }
  VerifyOptions options;
  options.scratch_folder = folder_.path();
  const auto checks = VerifyStore(FindStores(path_)->front(), options);
  EXPECT_EQ(checks.back().status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(checks.back().examples,
              ::testing::ElementsAre(::testing::HasSubstr("missing statistics c")));
}

}  // namespace
}  // namespace dateline::cli

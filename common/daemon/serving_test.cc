// What a server says of its health from its start to its end, with a store behind
// it that cannot always write.
#include "common/daemon/serving.h"

#include <string>
#include <vector>

#include "common/base/strings.h"
#include "common/rpc/testing/probe_server.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/memory_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace dateline {
namespace {

using ::testing::HasSubstr;

// Field 1 of grpc.health.v1.HealthCheckRequest and HealthCheckResponse.
const std::string kServing = "\x08\x01";
const std::string kNotServing = "\x08\x02";

class ServingTest : public ::testing::Test {
 protected:
  ServingTest() {
    ServerSettings settings;
    settings.listen = "127.0.0.1:0";
    settings.insecure = true;
    settings.log = "none";
    settings.metrics_listen = "127.0.0.1:0";
    auto started =
        Serving::Start("probe", settings, executor_, {{kProbeServiceName, &service_}}, monitoring_);
    EXPECT_TRUE(started.ok()) << started.status();
    serving_ = *std::move(started);
    timing_.period = timing_.period_while_failing = absl::Milliseconds(1);
  }

  std::string Health(std::string_view name) const {
    std::string request = "\x0A";
    request += static_cast<char>(name.size());
    request += name;
    std::string response;
    const grpc::Status status = RawUnaryCall(serving_->server().InProcessChannel(),
                                             "/grpc.health.v1.Health/Check", request, &response);
    return status.ok() ? response : status.error_message();
  }
  bool BothAre(const std::string& state) const {
    return Health("") == state && Health(kProbeServiceName) == state;
  }

  Monitoring monitoring_{nullptr};
  MemoryStore memory_{1};
  FaultInjectingStore store_{&memory_};
  Executor executor_{{.threads = 1}};
  ProbeService service_{executor_};
  StoreWatchOptions timing_;
  std::unique_ptr<Serving> serving_;
};

TEST_F(ServingTest, ServesOnceItIsAnnounced) {
  EXPECT_TRUE(BothAre(kNotServing));
  ASSERT_TRUE(serving_->Announce().ok());
  EXPECT_TRUE(BothAre(kServing));
}

TEST_F(ServingTest, ServesAsLongAsItsStoreCanWrite) {
  serving_->MonitorStore("shelf", store_, {kProbeServiceName}, timing_);
  ASSERT_TRUE(serving_->Announce().ok());
  EXPECT_TRUE(BothAre(kServing));
  store_.FailCommit(1, FaultInjectingStore::Fault::kCrashed);
  WriteBatch batch;
  batch.Put(0, "k", "v");
  EXPECT_FALSE(store_.Commit(batch, Durability::kSynced).ok());
  EXPECT_TRUE(Eventually([&] { return BothAre(kNotServing); }));
  // Reading goes on.
  grpc::ClientContext context;
  rpc::testing::v1::EchoResponse response;
  EXPECT_TRUE(rpc::testing::v1::ProbeService::NewStub(serving_->server().InProcessChannel())
                  ->Echo(&context, {}, &response)
                  .ok());
  store_.Restart();
  EXPECT_TRUE(Eventually([&] { return BothAre(kServing); }));
}

TEST_F(ServingTest, AStoreThatCannotWriteFromTheStartKeepsItFromServing) {
  store_.FailCommit(1, FaultInjectingStore::Fault::kCrashed);
  WriteBatch batch;
  batch.Put(0, "k", "v");
  EXPECT_FALSE(store_.Commit(batch, Durability::kSynced).ok());
  serving_->MonitorStore("shelf", store_, {kProbeServiceName}, timing_);
  ASSERT_TRUE(serving_->Announce().ok());
  EXPECT_TRUE(BothAre(kNotServing));
  store_.Restart();
  EXPECT_TRUE(Eventually([&] { return BothAre(kServing); }));
}

TEST_F(ServingTest, GivesTheFiguresOfCallsThreadsProcessAndStore) {
  serving_->MonitorStore("shelf", store_, {kProbeServiceName}, timing_);
  const std::string page = monitoring_.metrics.Text();
  for (const char* line :
       {"dateline_rpc_requests_total{", "dateline_executor_threads 1", "process_open_fds ",
        "dateline_store_writable{store=\"shelf\"} 1", "dateline_store_rows{store=\"shelf\"} 0"}) {
    EXPECT_THAT(page, HasSubstr(StrCat("\n", line)));
  }
}

}  // namespace
}  // namespace dateline

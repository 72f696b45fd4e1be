// An ingest core over a store in memory, with fakes behind it and time at rest.
#ifndef DATELINE_SERVICES_INGEST_CORE_TESTING_INGEST_FIXTURE_H_
#define DATELINE_SERVICES_INGEST_CORE_TESTING_INGEST_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "common/base/event_log.h"
#include "common/base/strings.h"
#include "common/testing/fault_injecting_store.h"
#include "common/testing/manual_clock.h"
#include "common/testing/memory_store.h"
#include "nlohmann/json.hpp"
#include "services/ingest/core/ingest_core.h"
#include "services/ingest/core/testing/fake_clients.h"
#include "services/ingest/core/testing/manual_alarm.h"

namespace dateline::ingest {

class IngestFixture : public ::testing::Test {
 protected:
  IngestFixture()
      : memory_(IngestKeySpaceNames().size()),
        store_(&memory_),
        clock_(absl::FromUnixSeconds(1'629'705'600)),
        alarm_(&clock_) {
    options_.delivery.in_flight = 3;
    options_.delivery.first_delay = absl::Seconds(1);
    options_.delivery.max_delay = absl::Seconds(60);
    options_.delivery.max_attempts = 5;
  }

  // Opens the core over what the store has, as after a start. `deliver` false:
  // documents stay queued.
  void Open(bool deliver = true) {
    core_.reset();
    extraction_ = std::make_unique<FakeExtraction>();
    fact_base_ = std::make_unique<FakeFactBase>();
    IngestDependencies dependencies;
    dependencies.store = &store_;
    dependencies.extraction = extraction_.get();
    dependencies.fact_base = fact_base_.get();
    dependencies.clock = &clock_;
    dependencies.alarm = &alarm_;
    dependencies.random = [] { return 0.0; };
    dependencies.log = &log_;
    auto core = IngestCore::Open(dependencies, options_);
    ASSERT_TRUE(core.ok()) << core.status();
    core_ = *std::move(core);
    if (deliver) core_->StartDelivery();
  }

  static RawArticle MakeRaw(int number) {
    RawArticle raw;
    raw.uri = StrCat("https://harbour.example/", number);
    raw.content = StrCat("Article number ", number, ".\n\nThe mayor spoke.");
    return raw;
  }

  std::string Submit(int number) {
    const absl::StatusOr<Submission> submission = core_->Submit(MakeRaw(number));
    EXPECT_TRUE(submission.ok()) << submission.status();
    return submission.ok() ? submission->document_id : "";
  }

  // Follows a watch until a document is in `state`, and returns its delivery.
  Delivery AwaitState(const std::string& id, DeliveryState state) {
    absl::Mutex mutex;
    bool woken = false;
    auto watch = core_->Watch({id}, false, [&] {
      absl::MutexLock lock(&mutex);
      woken = true;
    });
    EXPECT_TRUE(watch.ok()) << watch.status();
    DeliveryUpdate update;
    while (true) {
      const WatchStep step = *(*watch)->Next(update);
      if (step == WatchStep::kUpdate) {
        if (update.change.delivery.state == state) return update.change.delivery;
        continue;
      }
      absl::MutexLock lock(&mutex);
      mutex.Await(absl::Condition(&woken));
      woken = false;
    }
  }

  // What the log was told so far.
  std::vector<nlohmann::json> LogLines() {
    absl::MutexLock lock(&log_mutex_);
    std::vector<nlohmann::json> lines;
    for (const std::string& line : log_lines_) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

  DeliveryState StateOf(const std::string& id) { return core_->Get(id, false)->delivery.state; }

  MemoryStore memory_;
  FaultInjectingStore store_;
  ManualClock clock_;
  ManualAlarm alarm_;
  absl::Mutex log_mutex_;
  std::vector<std::string> log_lines_ ABSL_GUARDED_BY(log_mutex_);
  const EventLog log_{[this](std::string_view line) {
    absl::MutexLock lock(&log_mutex_);
    log_lines_.emplace_back(line);
  }};
  IngestOptions options_;
  std::unique_ptr<FakeExtraction> extraction_;
  std::unique_ptr<FakeFactBase> fact_base_;
  std::unique_ptr<IngestCore> core_;
};

}  // namespace dateline::ingest

#endif  // DATELINE_SERVICES_INGEST_CORE_TESTING_INGEST_FIXTURE_H_

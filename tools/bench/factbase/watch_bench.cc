#include "tools/bench/factbase/watch_bench.h"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/convert/fact_conversion.h"
#include "common/rpc/channel.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "services/query/core/watch.h"
#include "services/query/rpc/query_rpc_service.h"
#include "services/query/rpc/request_reading.h"
#include "tools/bench/factbase/bench_watcher.h"
#include "tools/bench/factbase/serving.h"
#include "tools/bench/process_figures.h"

namespace dateline {
namespace {

namespace v1 = query::v1;

// Watchers get everything within this time after the last commit, or the bench
// fails.
constexpr absl::Duration kPatience = absl::Minutes(3);
constexpr uint64_t kWatchedEntities = 50;

// When each recording was committed, by its moment.
using Commits = std::map<absl::Time, absl::Time>;

// Says which changes a watcher gets, read from the log after all is recorded.
class ExpectedChanges {
 public:
  // From here on.
  static absl::StatusOr<ExpectedChanges> Begin(query::FactBase& base) {
    ExpectedChanges out(base);
    DATELINE_ASSIGN_OR_RETURN(const auto view, base.OpenView(std::nullopt));
    DATELINE_ASSIGN_OR_RETURN(out.newest_, view.NewestChange());
    query::RecentChanges recent(base);
    DATELINE_ASSIGN_OR_RETURN(const auto reader, query::ChangeReader::Open(base, recent, {}));
    DATELINE_ASSIGN_OR_RETURN(const query::ChangeBatch batch, reader->Next({}));
    out.token_ = batch.resume_token;
    return out;
  }

  // Of the log itself.
  absl::StatusOr<ChangeSequence> All() const {
    ChangeSequence sequence;
    DATELINE_ASSIGN_OR_RETURN(const auto view, base_.OpenView(std::nullopt));
    DATELINE_RETURN_IF_ERROR(view.ForEachChange(newest_, [&](const query::ChangeRecord& change) {
      sequence.Add(static_cast<uint64_t>(change.type), change.fact_id, change.recorded_at);
      return ScanStep::kContinue;
    }));
    return sequence;
  }

  // What one gets who asks for it afterwards.
  absl::StatusOr<ChangeSequence> Of(const v1::FactFilter& filter) const {
    query::WatchQuery query;
    DATELINE_ASSIGN_OR_RETURN(query.filter, query::ReadFilter(filter));
    query.resume_token = token_;
    query::RecentChanges own(base_);
    DATELINE_ASSIGN_OR_RETURN(const auto reader, query::ChangeReader::Open(base_, own, query));
    ChangeSequence sequence;
    for (bool caught_up = false; !caught_up;) {
      DATELINE_ASSIGN_OR_RETURN(const query::ChangeBatch batch, reader->Next({}));
      caught_up = batch.caught_up;
      for (const auto& logged : batch.changes) {
        sequence.Add(static_cast<uint64_t>(logged->record.type), logged->record.fact_id,
                     logged->record.recorded_at);
      }
    }
    return sequence;
  }

 private:
  explicit ExpectedChanges(query::FactBase& base) : base_(base) {}

  query::FactBase& base_;
  uint64_t newest_ = 0;
  std::string token_;
};

absl::Duration At(std::vector<absl::Duration>& times, double share) {
  if (times.empty()) return absl::ZeroDuration();
  const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(times.size() - 1));
  std::nth_element(times.begin(), times.begin() + rank, times.end());
  return times[static_cast<size_t>(rank)];
}

class WatchBench {
 public:
  WatchBench(const NewsWorld& world, const WatchOptions& options, query::FactBase& base)
      : world_(world), options_(options), base_(base) {}

  absl::Status Run(absl::FunctionRef<void(const WatchFigures&)> report) {
    Executor executor;
    query::QueryRpcService service(base_, executor);
    DATELINE_ASSIGN_OR_RETURN(served_, Serve(&service, &executor));
    const absl::Status status = Measure(report);
    served_.server->Drain();
    return status;
  }

 private:
  struct Watching {
    v1::FactFilter filter;
    bool slow = false;
    std::unique_ptr<BenchWatcher> watcher;
  };

  absl::Status Measure(absl::FunctionRef<void(const WatchFigures&)> report) {
    DATELINE_ASSIGN_OR_RETURN(const auto view, base_.OpenView(std::nullopt));
    DATELINE_ASSIGN_OR_RETURN(const auto totals, view.GetTotals());
    next_document_ = totals.documents;
    DATELINE_RETURN_IF_ERROR(ChooseFilters());
    // Registered before any watcher: called as soon as a commit is done.
    const auto listener = base_.AddChangeListener([this] { last_commit_ = absl::Now(); });
    for (const int watchers : options_.watchers) {
      for (const double rate : {options_.rate, 0.0}) {
        DATELINE_ASSIGN_OR_RETURN(const WatchFigures figures, MeasureOne(watchers, rate));
        report(figures);
      }
    }
    return absl::OkStatus();
  }

  absl::Status ChooseFilters() {
    for (uint64_t rank = 1; rank <= kWatchedEntities; ++rank) {
      v1::SearchEntitiesRequest request;
      request.set_query(world_.EntityName(rank));
      request.set_page_size(1);
      DATELINE_ASSIGN_OR_RETURN(const auto found,
                                Ask(*served_.stub, &QueryStub::SearchEntities, request));
      if (found.entities_size() == 0) continue;
      filters_.emplace_back().add_entity_ids(found.entities(0).id());
    }
    for (const char* type : {"contact.", "agreement.", "conflict.", "holds_position"}) {
      filters_.emplace_back().add_types(type);
    }
    filters_.emplace_back().add_kinds(fact::v1::FACT_KIND_STATEMENT);
    return absl::OkStatus();
  }

  absl::StatusOr<WatchFigures> MeasureOne(int watchers, double rate) {
    WatchFigures figures;
    figures.watchers = watchers;
    figures.slow = options_.slow;
    figures.rate_wanted = rate;
    std::vector<Watching> watching = Prepare(watchers, figures);
    DATELINE_ASSIGN_OR_RETURN(const ExpectedChanges expected, ExpectedChanges::Begin(base_));
    for (const Watching& one : watching) one.watcher->Start();
    const absl::Status status = RecordAndCompare(watching, expected, figures);
    for (const Watching& one : watching) {
      one.watcher->Cancel();
      one.watcher->Hurry();
    }
    for (const Watching& one : watching) {
      const absl::Status end = one.watcher->WaitForEnd();
      if (status.ok() && !absl::IsCancelled(end)) return end;
    }
    DATELINE_RETURN_IF_ERROR(status);
    return figures;
  }

  std::vector<Watching> Prepare(int watchers, WatchFigures& figures) const {
    std::vector<std::shared_ptr<grpc::Channel>> channels;
    for (int i = 0; i < std::min(options_.channels, watchers + options_.slow); ++i) {
      grpc::ChannelArguments arguments = MakeChannelArguments();
      // Each its own connection, as those of different machines are.
      arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
      channels.push_back(
          grpc::CreateCustomChannel(served_.target, grpc::InsecureChannelCredentials(), arguments));
    }
    std::vector<Watching> watching(static_cast<size_t>(watchers + options_.slow));
    for (size_t i = 0; i < watching.size(); ++i) {
      Watching& one = watching[i];
      one.slow = static_cast<int>(i) >= watchers;
      // The first takes all, and then so many of each hundred.
      const bool takes_all =
          one.slow || static_cast<int>(i % 100) < std::max(1, options_.unfiltered_percent);
      if (!takes_all) one.filter = filters_[i % filters_.size()];
      if (takes_all && !one.slow) ++figures.unfiltered;
      v1::WatchFactsRequest request;
      *request.mutable_filter() = one.filter;
      one.watcher =
          std::make_unique<BenchWatcher>(channels[i % channels.size()], request, one.slow);
    }
    return watching;
  }

  absl::Status RecordAndCompare(std::vector<Watching>& watching, const ExpectedChanges& expected,
                                WatchFigures& figures) {
    const absl::Time begin_by = absl::Now() + kPatience;
    for (const Watching& one : watching) {
      if (one.watcher->WaitForBegin(begin_by)) continue;
      one.watcher->Cancel();
      return absl::DeadlineExceededError(
          StrCat("a watcher got no first message: ", one.watcher->WaitForEnd().message()));
    }
    DATELINE_ASSIGN_OR_RETURN(const Commits commits, Record(figures));
    figures.resident_bytes = ResidentBytes();
    DATELINE_ASSIGN_OR_RETURN(const ChangeSequence all, expected.All());
    figures.changes = all.count();
    std::map<std::string, ChangeSequence> by_filter = {{"", all}};
    // Those who read keep reading while the slow ones do not.
    for (const bool slow : {false, true}) {
      for (Watching& one : watching) {
        if (one.slow != slow) continue;
        one.watcher->Hurry();
        const auto [it, fresh] = by_filter.try_emplace(one.filter.SerializeAsString());
        if (fresh) {
          DATELINE_ASSIGN_OR_RETURN(it->second, expected.Of(one.filter));
        }
        DATELINE_RETURN_IF_ERROR(Compare(*one.watcher, it->second, one.filter));
        figures.delivered += it->second.count();
      }
    }
    std::vector<absl::Duration> times;
    for (Watching& one : watching) {
      if (one.slow) continue;
      for (const BenchWatcher::Arrival& arrival : one.watcher->TakeArrivals()) {
        const auto commit = commits.find(arrival.recorded_at);
        if (commit == commits.end()) return absl::DataLossError("a change of an unknown moment");
        times.push_back(arrival.at - commit->second);
      }
    }
    figures.median = At(times, 0.5);
    figures.p99 = At(times, 0.99);
    figures.slowest = At(times, 1);
    return absl::OkStatus();
  }

  static absl::Status Compare(BenchWatcher& watcher, const ChangeSequence& wanted,
                              const v1::FactFilter& filter) {
    watcher.WaitForChanges(wanted.count(), absl::Now() + kPatience);
    const ChangeSequence got = watcher.sequence();
    if (got == wanted) return absl::OkStatus();
    return absl::DataLossError(
        StrCat("a watcher of {", filter.ShortDebugString(), "} got ", got.count(), " changes of ",
               wanted.count(), got.count() == wanted.count() ? ", others or in other order" : ""));
  }

  absl::StatusOr<Commits> Record(WatchFigures& figures) {
    Commits commits;
    const absl::Time begin = absl::Now();
    for (int i = 0; i < options_.documents; ++i) {
      if (figures.rate_wanted > 0) {
        const absl::Time due = begin + absl::Seconds(i / figures.rate_wanted);
        absl::SleepFor(due - absl::Now());  // The load's own pace.
      }
      v1::RecordExtractionRequest request;
      *request.mutable_extraction() = ToProto(world_.MakeDocument(next_document_++));
      auto recorded = Ask(*served_.stub, &QueryStub::RecordExtraction, request);
      while (absl::IsResourceExhausted(recorded.status())) {
        ++figures.refused;
        absl::SleepFor(absl::Milliseconds(20));  // As a client that is refused.
        recorded = Ask(*served_.stub, &QueryStub::RecordExtraction, request);
      }
      DATELINE_RETURN_IF_ERROR(recorded.status());
      const auto& moment = recorded->recorded_at();
      commits[absl::FromUnixSeconds(moment.seconds()) + absl::Nanoseconds(moment.nanos())] =
          last_commit_;
    }
    figures.rate = options_.documents / absl::ToDoubleSeconds(absl::Now() - begin);
    return commits;
  }

  const NewsWorld& world_;
  const WatchOptions& options_;
  query::FactBase& base_;
  Served served_;
  std::vector<v1::FactFilter> filters_;
  uint64_t next_document_ = 0;
  absl::Time last_commit_;  // Written before a recording is answered, read after.
};

}  // namespace

absl::Status RunWatchBench(const NewsWorld& world, const WatchOptions& options,
                           absl::FunctionRef<void(const WatchFigures&)> report) {
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(const RecordedBase recorded, OpenRecordedBase(options.folder, clock));
  return WatchBench(world, options, *recorded.base).Run(report);
}

}  // namespace dateline

#include "tools/bench/factbase/reading_bench.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/executor.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/rpc/query_rpc_service.h"
#include "tools/bench/factbase/recording_bench.h"
#include "tools/bench/factbase/serving.h"

namespace dateline {
namespace {

namespace v1 = query::v1;
using Stub = QueryStub;

// Answers at once with what it was given: all that gRPC and protobuf cost.
class BareService final : public v1::QueryService::CallbackService {
 public:
  void Answer(const v1::GetFactResponse& fact) { fact_ = fact; }
  void Answer(const v1::ListFactsResponse& list) { list_ = list; }
  void Answer(const v1::GetTimelineResponse& timeline) { timeline_ = timeline; }

  grpc::ServerUnaryReactor* GetFact(grpc::CallbackServerContext* context, const v1::GetFactRequest*,
                                    v1::GetFactResponse* response) override {
    *response = fact_;
    return Finish(context);
  }
  grpc::ServerUnaryReactor* ListFacts(grpc::CallbackServerContext* context,
                                      const v1::ListFactsRequest*,
                                      v1::ListFactsResponse* response) override {
    *response = list_;
    return Finish(context);
  }
  grpc::ServerUnaryReactor* GetTimeline(grpc::CallbackServerContext* context,
                                        const v1::GetTimelineRequest*,
                                        v1::GetTimelineResponse* response) override {
    *response = timeline_;
    return Finish(context);
  }

 private:
  static grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  v1::GetFactResponse fact_;
  v1::ListFactsResponse list_;
  v1::GetTimelineResponse timeline_;
};

// One call with a question of its own choice; the size of the answer.
using Call = std::function<absl::StatusOr<size_t>(Stub&, std::mt19937_64&)>;

struct Timing {
  std::vector<absl::Duration> calls;
  absl::Duration spent;

  void Add(Timing other) {
    calls.insert(calls.end(), other.calls.begin(), other.calls.end());
    spent += other.spent;
  }
  double PerSecond() const {
    return static_cast<double>(calls.size()) / absl::ToDoubleSeconds(spent);
  }
  absl::Duration At(double share) {
    if (calls.empty()) return absl::ZeroDuration();
    const auto rank = static_cast<size_t>(share * static_cast<double>(calls.size() - 1));
    std::nth_element(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(rank), calls.end());
    return calls[rank];
  }
};

absl::StatusOr<Timing> RunRound(Stub& stub, const Call& call, const ReadingOptions& options,
                                uint64_t seed) {
  std::mutex mutex;
  Timing timing;
  absl::Status failure;
  std::vector<std::thread> clients;
  const absl::Time begin = absl::Now();
  for (int i = 0; i < options.clients; ++i) {
    clients.emplace_back([&, i] {
      std::mt19937_64 random(seed * 100 + static_cast<uint64_t>(i));
      std::vector<absl::Duration> calls;
      absl::Status status;
      for (absl::Time now = absl::Now(); now < begin + options.round && status.ok();) {
        status = call(stub, random).status();
        const absl::Time after = absl::Now();
        calls.push_back(after - now);
        now = after;
      }
      std::lock_guard<std::mutex> lock(mutex);
      timing.calls.insert(timing.calls.end(), calls.begin(), calls.end());
      if (!status.ok()) failure = status;
    });
  }
  for (std::thread& client : clients) client.join();
  timing.spent = absl::Now() - begin;
  DATELINE_RETURN_IF_ERROR(failure);
  return timing;
}

class ReadingBench {
 public:
  ReadingBench(const NewsWorld& world, const ReadingOptions& options)
      : world_(world), options_(options) {}

  absl::Status Run(query::FactBase& base, absl::FunctionRef<void(const ReadingFigures&)> report) {
    Executor executor;
    query::QueryRpcService service(base, executor);
    DATELINE_ASSIGN_OR_RETURN(real_, Serve(&service, &executor));
    DATELINE_ASSIGN_OR_RETURN(bare_, Serve(&bare_service_, nullptr));
    DATELINE_RETURN_IF_ERROR(ChooseQuestions());
    const absl::Status status = Measure(report);
    real_.server->Drain();
    bare_.server->Drain();
    return status;
  }

 private:
  // As often as articles name them (Zipf), so popular entities are asked for
  // most.
  const std::string& AnEntity(std::mt19937_64& random) const {
    const double unit = std::uniform_real_distribution<double>(0, 1)(random);
    const double drawn = std::exp(unit * std::log(static_cast<double>(entities_.size())));
    return entities_[std::min(static_cast<size_t>(drawn), entities_.size()) - 1];
  }

  absl::Status ChooseQuestions() {
    for (uint64_t rank = 1; rank <= options_.entities; ++rank) {
      v1::SearchEntitiesRequest request;
      request.set_query(world_.EntityName(rank));
      request.set_page_size(1);
      DATELINE_ASSIGN_OR_RETURN(const auto found, Ask(*real_.stub, &Stub::SearchEntities, request));
      if (found.entities_size() > 0) entities_.push_back(found.entities(0).id());
    }
    if (entities_.empty()) return absl::FailedPreconditionError("the base has no entities");
    std::mt19937_64 random(7);
    for (int i = 0; i < 300; ++i) {
      DATELINE_ASSIGN_OR_RETURN(
          const auto list, Ask(*real_.stub, &Stub::ListFacts, ListOf(AnEntity(random), random)));
      for (const v1::Fact& fact : list.facts()) facts_.push_back(fact.id());
    }
    if (facts_.empty()) return absl::FailedPreconditionError("the base has no facts");
    return absl::OkStatus();
  }

  static v1::ListFactsRequest ListOf(const std::string& entity, std::mt19937_64& random) {
    v1::ListFactsRequest request;
    request.mutable_filter()->add_entity_ids(entity);
    const uint64_t year = 2015;
    const uint64_t month = 1 + random() % 12;
    const std::string from = StrCat(year, "-", month < 10 ? "0" : "", month, "-01");
    request.mutable_filter()->set_valid_from(from);
    request.mutable_filter()->set_valid_to(StrCat(year + 1, "-12-31"));
    request.set_order(v1::FACT_ORDER_VALID_TIME);
    request.set_page_size(20);
    return request;
  }

  absl::Status Measure(absl::FunctionRef<void(const ReadingFigures&)> report) {
    const Call get_fact = [this](Stub& stub, std::mt19937_64& random) -> absl::StatusOr<size_t> {
      v1::GetFactRequest request;
      request.set_fact_id(facts_[random() % facts_.size()]);
      DATELINE_ASSIGN_OR_RETURN(const auto answer, Ask(stub, &Stub::GetFact, request));
      return answer.ByteSizeLong();
    };
    const Call list_facts = [this](Stub& stub, std::mt19937_64& random) -> absl::StatusOr<size_t> {
      DATELINE_ASSIGN_OR_RETURN(const auto answer,
                                Ask(stub, &Stub::ListFacts, ListOf(AnEntity(random), random)));
      return answer.ByteSizeLong();
    };
    const Call timeline = [this](Stub& stub, std::mt19937_64&) -> absl::StatusOr<size_t> {
      DATELINE_ASSIGN_OR_RETURN(const auto answer,
                                Ask(stub, &Stub::GetTimeline, TimelineOf(entities_.front())));
      return answer.ByteSizeLong();
    };
    DATELINE_RETURN_IF_ERROR(MeasureOne(
        "GetFact", get_fact,
        [&](size_t bytes) {
          return TypicalAnswer<v1::GetFactResponse>(bytes, [&](std::mt19937_64& random) {
            v1::GetFactRequest request;
            request.set_fact_id(facts_[random() % facts_.size()]);
            return Ask(*real_.stub, &Stub::GetFact, request);
          });
        },
        report));
    DATELINE_RETURN_IF_ERROR(MeasureOne(
        "ListFacts, 20 of an entity and an interval", list_facts,
        [&](size_t bytes) {
          return TypicalAnswer<v1::ListFactsResponse>(bytes, [&](std::mt19937_64& random) {
            return Ask(*real_.stub, &Stub::ListFacts, ListOf(AnEntity(random), random));
          });
        },
        report));
    return MeasureOne(
        "GetTimeline, 100 of the busiest entity", timeline,
        [&](size_t bytes) {
          return TypicalAnswer<v1::GetTimelineResponse>(bytes, [&](std::mt19937_64&) {
            return Ask(*real_.stub, &Stub::GetTimeline, TimelineOf(entities_.front()));
          });
        },
        report);
  }

  static v1::GetTimelineRequest TimelineOf(const std::string& entity) {
    v1::GetTimelineRequest request;
    request.add_entity_ids(entity);
    request.set_page_size(100);
    return request;
  }

  // Has the bare service answer with the one of 200 real answers that is
  // nearest to `bytes`.
  template <typename Response>
  absl::Status TypicalAnswer(size_t bytes,
                             const std::function<absl::StatusOr<Response>(std::mt19937_64&)>& ask) {
    std::mt19937_64 random(11);
    const auto distance = [&](const Response& answer) {
      const size_t size = answer.ByteSizeLong();
      return size > bytes ? size - bytes : bytes - size;
    };
    DATELINE_ASSIGN_OR_RETURN(Response best, ask(random));
    for (int i = 0; i < 200; ++i) {
      DATELINE_ASSIGN_OR_RETURN(Response answer, ask(random));
      if (distance(answer) < distance(best)) best = std::move(answer);
    }
    bare_service_.Answer(best);
    return absl::OkStatus();
  }

  absl::Status MeasureOne(const std::string& what, const Call& call,
                          absl::FunctionRef<absl::Status(size_t bytes)> prepare_bare,
                          absl::FunctionRef<void(const ReadingFigures&)> report) {
    std::mt19937_64 random(3);
    size_t bytes = 0;
    constexpr int kTries = 200;
    for (int i = 0; i < kTries; ++i) {
      DATELINE_ASSIGN_OR_RETURN(const size_t size, call(*real_.stub, random));
      bytes += size;
    }
    DATELINE_RETURN_IF_ERROR(prepare_bare(bytes / kTries));
    Timing real, bare;
    for (int round = 0; round < options_.rounds; ++round) {
      const auto seed = static_cast<uint64_t>(round + 1);
      DATELINE_ASSIGN_OR_RETURN(Timing one, RunRound(*real_.stub, call, options_, seed));
      real.Add(std::move(one));
      DATELINE_ASSIGN_OR_RETURN(one, RunRound(*bare_.stub, call, options_, seed));
      bare.Add(std::move(one));
    }
    ReadingFigures figures;
    figures.what = what;
    figures.calls = real.calls.size();
    figures.bare_calls = bare.calls.size();
    figures.a_second = real.PerSecond();
    figures.bare_a_second = bare.PerSecond();
    figures.median = real.At(0.5);
    figures.p99 = real.At(0.99);
    figures.bare_median = bare.At(0.5);
    figures.bare_p99 = bare.At(0.99);
    figures.answer_bytes = static_cast<double>(bytes) / kTries;
    figures.resident_bytes = ResidentBytes();
    report(figures);
    return absl::OkStatus();
  }

  const NewsWorld& world_;
  const ReadingOptions& options_;
  BareService bare_service_;
  Served real_, bare_;
  std::vector<std::string> entities_;  // Ids, most mentioned first.
  std::vector<std::string> facts_;     // Ids, popular ones several times.
};

}  // namespace

absl::Status RunReadingBench(const NewsWorld& world, const ReadingOptions& options,
                             absl::FunctionRef<void(const ReadingFigures&)> report) {
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(const RecordedBase recorded, OpenRecordedBase(options.folder, clock));
  return ReadingBench(world, options).Run(*recorded.base, report);
}

}  // namespace dateline

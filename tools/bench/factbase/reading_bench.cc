#include "tools/bench/factbase/reading_bench.h"

#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "common/rpc/executor.h"
#include "services/query/factbase/fact_base.h"
#include "services/query/rpc/query_rpc_service.h"
#include "tools/bench/factbase/guarded_serving.h"
#include "tools/bench/factbase/questions.h"
#include "tools/bench/factbase/serving.h"
#include "tools/bench/factbase/timed_rounds.h"
#include "tools/bench/process_figures.h"

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

class ReadingBench {
 public:
  ReadingBench(const NewsWorld& world, const ReadingOptions& options)
      : world_(world), options_(options) {}

  absl::Status Run(query::FactBase& base, absl::FunctionRef<void(const ReadingFigures&)> report) {
    Executor executor;
    query::QueryRpcService service(base, executor);
    DATELINE_ASSIGN_OR_RETURN(real_, Serve(&service, &executor));
    DATELINE_ASSIGN_OR_RETURN(bare_, Serve(&bare_service_, nullptr));
    Executor guarded_executor;
    query::QueryRpcService guarded_service(base, guarded_executor);
    if (options_.guarded) {
      DATELINE_ASSIGN_OR_RETURN(guarded_,
                                GuardedServing::Start(&guarded_service, &guarded_executor));
    }
    DATELINE_ASSIGN_OR_RETURN(const Questions questions,
                              Questions::Choose(world_, *real_.stub, options_.entities));
    const absl::Status status = Measure(questions, report);
    if (guarded_ != nullptr) guarded_->server().Drain();
    real_.server->Drain();
    bare_.server->Drain();
    return status;
  }

 private:
  absl::Status Measure(const Questions& questions,
                       absl::FunctionRef<void(const ReadingFigures&)> report) {
    const Call get_fact = [&](Stub& stub, std::mt19937_64& random) -> absl::StatusOr<size_t> {
      DATELINE_ASSIGN_OR_RETURN(const auto answer,
                                Ask(stub, &Stub::GetFact, questions.AFact(random)));
      return answer.ByteSizeLong();
    };
    const Call list_facts = [&](Stub& stub, std::mt19937_64& random) -> absl::StatusOr<size_t> {
      DATELINE_ASSIGN_OR_RETURN(const auto answer,
                                Ask(stub, &Stub::ListFacts, questions.AList(random).ToRequest()));
      return answer.ByteSizeLong();
    };
    const Call timeline = [&](Stub& stub, std::mt19937_64&) -> absl::StatusOr<size_t> {
      DATELINE_ASSIGN_OR_RETURN(const auto answer,
                                Ask(stub, &Stub::GetTimeline, questions.Timeline()));
      return answer.ByteSizeLong();
    };
    DATELINE_RETURN_IF_ERROR(MeasureOne(
        "GetFact", get_fact,
        [&](size_t bytes) {
          return TypicalAnswer<v1::GetFactResponse>(bytes, [&](std::mt19937_64& random) {
            return Ask(*real_.stub, &Stub::GetFact, questions.AFact(random));
          });
        },
        report));
    DATELINE_RETURN_IF_ERROR(MeasureOne(
        "ListFacts, 20 of an entity and an interval", list_facts,
        [&](size_t bytes) {
          return TypicalAnswer<v1::ListFactsResponse>(bytes, [&](std::mt19937_64& random) {
            return Ask(*real_.stub, &Stub::ListFacts, questions.AList(random).ToRequest());
          });
        },
        report));
    return MeasureOne(
        "GetTimeline, 100 of the busiest entity", timeline,
        [&](size_t bytes) {
          return TypicalAnswer<v1::GetTimelineResponse>(bytes, [&](std::mt19937_64&) {
            return Ask(*real_.stub, &Stub::GetTimeline, questions.Timeline());
          });
        },
        report);
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

  std::vector<TimedCall> ClientsOf(Stub& stub, const Call& call) const {
    const TimedCall client = [&stub, &call](std::mt19937_64& random) { return call(stub, random); };
    return std::vector<TimedCall>(static_cast<size_t>(options_.clients), client);
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
    Timing real, bare, guarded;
    for (int round = 0; round < options_.rounds; ++round) {
      const auto seed = static_cast<uint64_t>(round + 1);
      DATELINE_ASSIGN_OR_RETURN(Timing one,
                                RunRound(ClientsOf(*real_.stub, call), options_.round, seed));
      real.Add(std::move(one));
      DATELINE_ASSIGN_OR_RETURN(one, RunRound(ClientsOf(*bare_.stub, call), options_.round, seed));
      bare.Add(std::move(one));
      if (guarded_ == nullptr) continue;
      DATELINE_ASSIGN_OR_RETURN(one,
                                RunRound(ClientsOf(guarded_->stub(), call), options_.round, seed));
      guarded.Add(std::move(one));
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
    if (guarded_ != nullptr) {
      figures.guarded_a_second = guarded.PerSecond();
      figures.guarded_median = guarded.At(0.5);
      figures.guarded_p99 = guarded.At(0.99);
    }
    figures.answer_bytes = static_cast<double>(bytes) / kTries;
    figures.resident_bytes = ResidentBytes();
    report(figures);
    return absl::OkStatus();
  }

  const NewsWorld& world_;
  const ReadingOptions& options_;
  BareService bare_service_;
  Served real_, bare_;
  std::unique_ptr<GuardedServing> guarded_;
};

}  // namespace

absl::Status RunReadingBench(const NewsWorld& world, const ReadingOptions& options,
                             absl::FunctionRef<void(const ReadingFigures&)> report) {
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(const RecordedBase recorded, OpenRecordedBase(options.folder, clock));
  return ReadingBench(world, options).Run(*recorded.base, report);
}

}  // namespace dateline

#include "tools/bench/factbase/reading_bench.h"

#include <atomic>
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

// Answers at once with what it was given, in turns: all that gRPC and protobuf
// cost for answers as large as the real ones, large and small.
class BareService final : public v1::QueryService::CallbackService {
 public:
  void Answer(std::vector<v1::GetFactResponse> facts) { facts_ = std::move(facts); }
  void Answer(std::vector<v1::ListFactsResponse> lists) { lists_ = std::move(lists); }
  void Answer(std::vector<v1::GetTimelineResponse> timelines) { timelines_ = std::move(timelines); }

  grpc::ServerUnaryReactor* GetFact(grpc::CallbackServerContext* context, const v1::GetFactRequest*,
                                    v1::GetFactResponse* response) override {
    return Finish(context, facts_, response);
  }
  grpc::ServerUnaryReactor* ListFacts(grpc::CallbackServerContext* context,
                                      const v1::ListFactsRequest*,
                                      v1::ListFactsResponse* response) override {
    return Finish(context, lists_, response);
  }
  grpc::ServerUnaryReactor* GetTimeline(grpc::CallbackServerContext* context,
                                        const v1::GetTimelineRequest*,
                                        v1::GetTimelineResponse* response) override {
    return Finish(context, timelines_, response);
  }

 private:
  template <typename Response>
  grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context,
                                   const std::vector<Response>& answers, Response* response) {
    *response = answers[next_.fetch_add(1, std::memory_order_relaxed) % answers.size()];
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  std::vector<v1::GetFactResponse> facts_;
  std::vector<v1::ListFactsResponse> lists_;
  std::vector<v1::GetTimelineResponse> timelines_;
  std::atomic<size_t> next_ = 0;
};

// One call with a question of its own choice; the size of the answer.
using Call = std::function<absl::StatusOr<size_t>(Stub&, std::mt19937_64&)>;

class ReadingBench {
 public:
  // Enough for large and small ones, few enough not to show in the memory.
  static constexpr int kSampledAnswers = 200;

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
        [&] {
          return SampleAnswers<v1::GetFactResponse>([&](std::mt19937_64& random) {
            return Ask(*real_.stub, &Stub::GetFact, questions.AFact(random));
          });
        },
        report));
    DATELINE_RETURN_IF_ERROR(MeasureOne(
        "ListFacts, 20 of an entity and an interval", list_facts,
        [&] {
          return SampleAnswers<v1::ListFactsResponse>([&](std::mt19937_64& random) {
            return Ask(*real_.stub, &Stub::ListFacts, questions.AList(random).ToRequest());
          });
        },
        report));
    return MeasureOne(
        "GetTimeline, 100 of the busiest entity", timeline,
        [&] {
          return SampleAnswers<v1::GetTimelineResponse>([&](std::mt19937_64&) {
            return Ask(*real_.stub, &Stub::GetTimeline, questions.Timeline());
          });
        },
        report);
  }

  // Gives the bare service real answers to as many random questions.
  template <typename Response>
  absl::Status SampleAnswers(const std::function<absl::StatusOr<Response>(std::mt19937_64&)>& ask) {
    std::mt19937_64 random(11);
    std::vector<Response> answers;
    for (int i = 0; i < kSampledAnswers; ++i) {
      DATELINE_ASSIGN_OR_RETURN(Response answer, ask(random));
      answers.push_back(std::move(answer));
    }
    bare_service_.Answer(std::move(answers));
    return absl::OkStatus();
  }

  std::vector<TimedCall> ClientsOf(Stub& stub, const Call& call) const {
    const TimedCall client = [&stub, &call](std::mt19937_64& random) { return call(stub, random); };
    return std::vector<TimedCall>(static_cast<size_t>(options_.clients), client);
  }

  absl::Status MeasureOne(const std::string& what, const Call& call,
                          absl::FunctionRef<absl::Status()> prepare_bare,
                          absl::FunctionRef<void(const ReadingFigures&)> report) {
    DATELINE_RETURN_IF_ERROR(prepare_bare());
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
    figures.answer_bytes = real.MeanAnswerBytes();
    figures.bare_answer_bytes = bare.MeanAnswerBytes();
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

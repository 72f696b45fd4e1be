#include "tools/bench/factbase/rival_bench.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "common/base/clock.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "services/query/rpc/query_rpc_service.h"
#include "tools/bench/factbase/postgresql_server.h"
#include "tools/bench/factbase/postgresql_tables.h"
#include "tools/bench/factbase/questions.h"
#include "tools/bench/factbase/serving.h"
#include "tools/bench/factbase/timed_rounds.h"
#include "tools/bench/process_figures.h"

namespace dateline {
namespace {

using Call = PostgresqlClient::Call;

// One of the questions, put to both.
struct Question {
  std::string what;
  std::function<absl::StatusOr<size_t>(QueryStub&, std::mt19937_64&)> dateline;
  std::function<std::vector<Call>(std::mt19937_64&)> postgresql;
  // Ids of the facts in Dateline's answer.
  std::function<absl::StatusOr<std::vector<std::string>>(QueryStub&, std::mt19937_64&)> facts;
};

template <typename Answer>
absl::StatusOr<size_t> Size(const absl::StatusOr<Answer>& answer) {
  DATELINE_RETURN_IF_ERROR(answer.status());
  return answer->ByteSizeLong();
}

Question FactQuestion(const Questions& questions) {
  const auto ask = [&questions](QueryStub& stub, std::mt19937_64& random) {
    return Ask(stub, &QueryStub::GetFact, questions.AFact(random));
  };
  return {
      .what = "GetFact",
      .dateline = [ask](QueryStub& stub, auto& random) { return Size(ask(stub, random)); },
      .postgresql =
          [&questions](auto& random) { return FactCalls(questions.AFact(random).fact_id()); },
      .facts = [ask](QueryStub& stub, auto& random) -> absl::StatusOr<std::vector<std::string>> {
        DATELINE_ASSIGN_OR_RETURN(const auto answer, ask(stub, random));
        return std::vector<std::string>{answer.fact().id()};
      }};
}

Question ListingQuestion(const Questions& questions) {
  const auto ask = [&questions](QueryStub& stub, std::mt19937_64& random) {
    return Ask(stub, &QueryStub::ListFacts, questions.AList(random).ToRequest());
  };
  return {
      .what = "ListFacts, 20 of an entity and an interval",
      .dateline = [ask](QueryStub& stub, auto& random) { return Size(ask(stub, random)); },
      .postgresql = [&questions](auto& random) { return ListCalls(questions.AList(random)); },
      .facts = [ask](QueryStub& stub, auto& random) -> absl::StatusOr<std::vector<std::string>> {
        DATELINE_ASSIGN_OR_RETURN(const auto answer, ask(stub, random));
        std::vector<std::string> ids;
        for (const auto& fact : answer.facts()) ids.push_back(fact.id());
        return ids;
      }};
}

Question TimelineQuestion(const Questions& questions) {
  const auto ask = [&questions](QueryStub& stub) {
    return Ask(stub, &QueryStub::GetTimeline, questions.Timeline());
  };
  return {.what = "GetTimeline, 100 of the busiest entity",
          .dateline = [ask](QueryStub& stub, auto&) { return Size(ask(stub)); },
          .postgresql =
              [&questions](auto&) { return TimelineCalls(questions.Timeline().entity_ids(0)); },
          .facts = [ask](QueryStub& stub, auto&) -> absl::StatusOr<std::vector<std::string>> {
            DATELINE_ASSIGN_OR_RETURN(const auto answer, ask(stub));
            std::vector<std::string> ids;
            for (const auto& entry : answer.entries()) ids.push_back(entry.event().id());
            return ids;
          }};
}

class RivalBench {
 public:
  RivalBench(const NewsWorld& world, const RivalOptions& options, query::FactBase& base,
             const PostgresqlServer& server, absl::FunctionRef<void(const RivalFigure&)> report)
      : world_(world), options_(options), base_(base), server_(server), report_(report) {}

  absl::Status Run() {
    Executor executor;
    query::QueryRpcService service(base_, executor);
    DATELINE_ASSIGN_OR_RETURN(const Served served, Serve(&service, &executor));
    const absl::Status status = CompareAll(*served.stub);
    served.server->Drain();
    return status;
  }

 private:
  absl::Status CompareAll(QueryStub& stub) {
    DATELINE_ASSIGN_OR_RETURN(const Questions questions,
                              Questions::Choose(world_, stub, options_.entities));
    for (int i = 0; i < options_.clients; ++i) {
      DATELINE_ASSIGN_OR_RETURN(PostgresqlClient client, server_.Connect());
      DATELINE_RETURN_IF_ERROR(PrepareQuestions(client));
      clients_.push_back(std::make_unique<PostgresqlClient>(std::move(client)));
    }
    DATELINE_RETURN_IF_ERROR(CompareSizes());
    for (const Question& question :
         {FactQuestion(questions), ListingQuestion(questions), TimelineQuestion(questions)}) {
      DATELINE_RETURN_IF_ERROR(CheckAnswers(question, stub));
      DATELINE_RETURN_IF_ERROR(CompareReading(question, stub));
    }
    return CompareRecording();
  }

  absl::Status CompareSizes() {
    DATELINE_ASSIGN_OR_RETURN(const auto view, base_.OpenView(std::nullopt));
    DATELINE_ASSIGN_OR_RETURN(const auto totals, view.GetTotals());
    DATELINE_ASSIGN_OR_RETURN(const uint64_t bytes, TableBytes(*clients_[0]));
    const auto attestations = static_cast<double>(std::max<uint64_t>(1, totals.attestations));
    report_({"disk", "bytes an attestation",
             static_cast<double>(BytesOnDisk(options_.folder + "/facts")) / attestations,
             static_cast<double>(bytes) / attestations});
    return absl::OkStatus();
  }

  absl::Status CheckAnswers(const Question& question, QueryStub& stub) {
    constexpr int kChecked = 100;
    std::mt19937_64 random(5), same(5);
    for (int i = 0; i < kChecked; ++i) {
      DATELINE_ASSIGN_OR_RETURN(const auto facts, question.facts(stub, random));
      DATELINE_ASSIGN_OR_RETURN(auto rows, clients_[0]->FirstFields(question.postgresql(same)[0]));
      for (std::string& id : rows) std::erase(id, '-');
      if (facts != rows) {
        return absl::DataLossError(StrCat(question.what, ": Dateline answers with ", facts.size(),
                                          " facts, PostgreSQL with ", rows.size(),
                                          ", and they are not the same"));
      }
    }
    return absl::OkStatus();
  }

  absl::Status CompareReading(const Question& question, QueryStub& stub) {
    std::vector<TimedCall> dateline, postgresql;
    for (const std::unique_ptr<PostgresqlClient>& client : clients_) {
      dateline.push_back([&](std::mt19937_64& random) { return question.dateline(stub, random); });
      postgresql.push_back([&question, &client](std::mt19937_64& random) {
        return client->Run(question.postgresql(random));
      });
    }
    Timing ours, theirs;
    for (int round = 0; round < options_.rounds; ++round) {
      const auto seed = static_cast<uint64_t>(round + 1);
      DATELINE_ASSIGN_OR_RETURN(Timing one, RunRound(dateline, options_.round, seed));
      ours.Add(std::move(one));
      DATELINE_ASSIGN_OR_RETURN(one, RunRound(postgresql, options_.round, seed));
      theirs.Add(std::move(one));
    }
    report_({question.what, "calls a second", ours.PerSecond(), theirs.PerSecond()});
    report_({question.what, "ms, median", absl::ToDoubleMilliseconds(ours.At(0.5)),
             absl::ToDoubleMilliseconds(theirs.At(0.5))});
    report_({question.what, "ms, p99", absl::ToDoubleMilliseconds(ours.At(0.99)),
             absl::ToDoubleMilliseconds(theirs.At(0.99))});
    report_({question.what, "bytes an answer", ours.MeanAnswerBytes(), theirs.MeanAnswerBytes()});
    return absl::OkStatus();
  }

  // In turns of ten documents. PostgreSQL gets the rows that Dateline made of
  // them: what it does not do is to find out which those are.
  absl::Status CompareRecording() {
    constexpr uint64_t kTurn = 10;
    DATELINE_ASSIGN_OR_RETURN(const auto before, base_.OpenView(std::nullopt));
    DATELINE_ASSIGN_OR_RETURN(const auto totals, before.GetTotals());
    absl::Duration ours, theirs;
    for (uint64_t done = 0; done < options_.sample; done += kTurn) {
      const uint64_t end = std::min(options_.sample, done + kTurn);
      std::vector<Extraction> documents;
      for (uint64_t i = done; i < end; ++i) {
        documents.push_back(world_.MakeDocument(totals.documents + i));
      }
      absl::Time begin = absl::Now();
      for (const Extraction& document : documents) {
        DATELINE_RETURN_IF_ERROR(base_.RecordExtraction(document).status());
      }
      ours += absl::Now() - begin;
      DATELINE_ASSIGN_OR_RETURN(const auto view, base_.OpenView(std::nullopt));
      std::vector<std::vector<Call>> writes;
      for (const Extraction& document : documents) {
        DATELINE_ASSIGN_OR_RETURN(auto calls, RecordingCalls(view, document.document.id));
        writes.push_back(std::move(calls));
      }
      begin = absl::Now();
      for (const std::vector<Call>& calls : writes) {
        DATELINE_RETURN_IF_ERROR(clients_[0]->Run(calls).status());
      }
      theirs += absl::Now() - begin;
    }
    const auto sample = static_cast<double>(options_.sample);
    report_({"recording (PostgreSQL is given the merged rows)", "ms a document",
             absl::ToDoubleMilliseconds(ours) / sample,
             absl::ToDoubleMilliseconds(theirs) / sample});
    return absl::OkStatus();
  }

  const NewsWorld& world_;
  const RivalOptions& options_;
  query::FactBase& base_;
  const PostgresqlServer& server_;
  const absl::FunctionRef<void(const RivalFigure&)> report_;
  std::vector<std::unique_ptr<PostgresqlClient>> clients_;
};

}  // namespace

absl::Status RunRivalBench(const NewsWorld& world, const RivalOptions& options,
                           absl::FunctionRef<void(uint64_t facts)> progress,
                           absl::FunctionRef<void(const RivalFigure&)> report) {
  // Before anything has threads, for it forks.
  DATELINE_ASSIGN_OR_RETURN(const auto server, PostgresqlServer::Start(options.scratch));
  const SystemClock clock;
  DATELINE_ASSIGN_OR_RETURN(const RecordedBase recorded, OpenRecordedBase(options.folder, clock));
  {
    DATELINE_ASSIGN_OR_RETURN(const auto view, recorded.base->OpenView(std::nullopt));
    DATELINE_RETURN_IF_ERROR(LoadTables(view, *server, progress));
  }
  return RivalBench(world, options, *recorded.base, *server, report).Run();
}

}  // namespace dateline

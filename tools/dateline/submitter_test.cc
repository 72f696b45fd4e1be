#include "tools/dateline/submitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace dateline::cli {
namespace {

using ingest::v1::SubmitDocumentsRequest;
using ingest::v1::SubmitDocumentsResponse;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

using ServerStream = grpc::ServerReaderWriter<SubmitDocumentsResponse, SubmitDocumentsRequest>;

// An ingest service whose streams behave as each test says.
class ScriptedIngest final : public ingest::v1::IngestService::Service {
 public:
  using Behaviour = std::function<grpc::Status(int connection, ServerStream& stream)>;

  explicit ScriptedIngest(Behaviour behaviour) : behaviour_(std::move(behaviour)) {
    server_ = grpc::ServerBuilder().RegisterService(this).BuildAndStart();
  }
  ~ScriptedIngest() override { server_->Shutdown(); }

  std::unique_ptr<IngestStub> Stub() {
    return ingest::v1::IngestService::NewStub(server_->InProcessChannel({}));
  }
  int connections() const { return connections_; }

 private:
  grpc::Status SubmitDocuments(grpc::ServerContext*, ServerStream* stream) override {
    return behaviour_(connections_++, *stream);
  }

  const Behaviour behaviour_;
  std::atomic<int> connections_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

SubmitDocumentsResponse Accepted(const SubmitDocumentsRequest& request) {
  SubmitDocumentsResponse answer;
  answer.set_sequence(request.sequence());
  answer.mutable_accepted()->set_document_id("id of " + request.document().uri());
  return answer;
}

SubmitDocumentsResponse Refused(const SubmitDocumentsRequest& request, grpc::StatusCode code) {
  SubmitDocumentsResponse answer;
  answer.set_sequence(request.sequence());
  answer.mutable_error()->set_code(code);
  return answer;
}

SubmissionSource Documents(int count) {
  auto next = std::make_shared<int>(0);
  return [next, count]() -> std::optional<Submission> {
    if (*next == count) return std::nullopt;
    Submission submission;
    submission.label = "d" + std::to_string((*next)++);
    submission.document.set_uri(submission.label);
    return submission;
  };
}

SubmitOptions Fast() {
  SubmitOptions options;
  options.first_retry_delay = absl::Milliseconds(1);
  options.full_queue_delay = absl::Milliseconds(1);
  options.max_lost_connections = 3;
  return options;
}

// What came of each document.
struct Outcomes {
  std::vector<std::string> accepted, refused;
  OutcomeSink Sink() {
    return [this](const SubmissionOutcome& outcome) {
      (outcome.answer.has_accepted() ? accepted : refused).push_back(outcome.label);
    };
  }
};

TEST(SubmitAllTest, SeesEveryDocumentAnsweredOnce) {
  ScriptedIngest service([](int, ServerStream& stream) {
    SubmitDocumentsRequest request;
    while (stream.Read(&request)) {
      stream.Write(request.document().uri() == "d1"
                       ? Refused(request, grpc::StatusCode::INVALID_ARGUMENT)
                       : Accepted(request));
    }
    return grpc::Status::OK;
  });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(4), outcomes.Sink(), Fast()).ok());
  EXPECT_THAT(outcomes.accepted, ElementsAre("d0", "d2", "d3"));
  EXPECT_THAT(outcomes.refused, ElementsAre("d1"));
  EXPECT_EQ(service.connections(), 1);
}

TEST(SubmitAllTest, EndsWithoutDocuments) {
  ScriptedIngest service([](int, ServerStream& stream) {
    SubmitDocumentsRequest request;
    EXPECT_FALSE(stream.Read(&request));
    return grpc::Status::OK;
  });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(0), outcomes.Sink(), Fast()).ok());
}

TEST(SubmitAllTest, SendsAgainWhatALostConnectionLeftUnanswered) {
  // Each connection answers the second document it reads, and breaks.
  std::mutex mutex;
  std::map<std::string, int> times_read;
  ScriptedIngest service([&](int connection, ServerStream& stream) {
    SubmitDocumentsRequest request;
    for (int read = 1; stream.Read(&request); ++read) {
      {
        const std::lock_guard lock(mutex);
        ++times_read[request.document().uri()];
      }
      if (connection > 2) {
        stream.Write(Accepted(request));
      } else if (read == 2) {
        stream.Write(Accepted(request));
        return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
      }
    }
    return grpc::Status::OK;
  });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(6), outcomes.Sink(), Fast()).ok());
  EXPECT_THAT(outcomes.accepted, UnorderedElementsAre("d0", "d1", "d2", "d3", "d4", "d5"));
  EXPECT_EQ(service.connections(), 4);
  EXPECT_EQ(times_read["d0"], 4) << "it was read by all connections and answered by the last";
}

TEST(SubmitAllTest, TriesAgainWhileTheQueueIsFull) {
  int refusals = 0;
  ScriptedIngest service([&](int, ServerStream& stream) {
    SubmitDocumentsRequest request;
    while (stream.Read(&request)) {
      const bool full = refusals < 5;
      if (full) ++refusals;
      stream.Write(full ? Refused(request, grpc::StatusCode::RESOURCE_EXHAUSTED)
                        : Accepted(request));
    }
    return grpc::Status::OK;
  });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(3), outcomes.Sink(), Fast()).ok());
  EXPECT_THAT(outcomes.accepted, UnorderedElementsAre("d0", "d1", "d2"));
  EXPECT_EQ(refusals, 5);
}

TEST(SubmitAllTest, WaitsOutAServerThatCannotWriteOnlySoLong) {
  ScriptedIngest service([](int, ServerStream& stream) {
    SubmitDocumentsRequest request;
    while (stream.Read(&request)) stream.Write(Refused(request, grpc::StatusCode::UNAVAILABLE));
    return grpc::Status::OK;
  });
  SubmitOptions options = Fast();
  options.longest_unavailable = absl::Milliseconds(20);
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(2), outcomes.Sink(), options).ok());
  EXPECT_THAT(outcomes.refused, UnorderedElementsAre("d0", "d1"));
}

TEST(SubmitAllTest, GoesOnAfterAServerThatClosed) {
  ScriptedIngest service([](int connection, ServerStream& stream) {
    if (connection == 0) return grpc::Status(grpc::StatusCode::CANCELLED, "closing");
    SubmitDocumentsRequest request;
    while (stream.Read(&request)) stream.Write(Accepted(request));
    return grpc::Status::OK;
  });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(2), outcomes.Sink(), Fast()).ok());
  EXPECT_THAT(outcomes.accepted, ElementsAre("d0", "d1"));
}

TEST(SubmitAllTest, KeepsToItsWindow) {
  ScriptedIngest service([](int, ServerStream& stream) {
    SubmitDocumentsRequest first, second, third;
    EXPECT_TRUE(stream.Read(&first));
    EXPECT_TRUE(stream.Read(&second));
    // With a window of two the third comes only after an answer.
    stream.Write(Accepted(second));
    EXPECT_TRUE(stream.Read(&third));
    stream.Write(Accepted(first));
    stream.Write(Accepted(third));
    EXPECT_FALSE(stream.Read(&first));
    return grpc::Status::OK;
  });
  SubmitOptions options = Fast();
  options.window = 2;
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_TRUE(SubmitAll(*stub, Documents(3), outcomes.Sink(), options).ok());
  EXPECT_THAT(outcomes.accepted, ElementsAre("d1", "d0", "d2"));
}

TEST(SubmitAllTest, GivesUpWhenTheServerStaysAway) {
  ScriptedIngest service(
      [](int, ServerStream&) { return grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"); });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_EQ(SubmitAll(*stub, Documents(3), outcomes.Sink(), Fast()).code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(service.connections(), 3);
  EXPECT_TRUE(outcomes.accepted.empty());
}

TEST(SubmitAllTest, PassesOnWhatNoRepetitionCures) {
  ScriptedIngest service([](int, ServerStream&) {
    return grpc::Status(grpc::StatusCode::UNIMPLEMENTED, "no such service");
  });
  Outcomes outcomes;
  auto stub = service.Stub();
  EXPECT_EQ(SubmitAll(*stub, Documents(1), outcomes.Sink(), Fast()).code(),
            absl::StatusCode::kUnimplemented);
  EXPECT_EQ(service.connections(), 1);
}

}  // namespace
}  // namespace dateline::cli

#include "services/query/rpc/watch_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/query/rpc/fact_messages.h"
#include "services/query/rpc/request_reading.h"

namespace dateline::query {

std::string EncodeForWatchers(const WatchedChange& change) {
  return ToMessage(change).SerializeAsString();
}

WatchStream::WatchStream(FactBase& base, RecentChanges& recent, v1::WatchFactsRequest request,
                         absl::Duration heartbeat)
    : base_(base),
      recent_(recent),
      request_(std::move(request)),
      heartbeat_(heartbeat),
      waker_(std::make_shared<StreamWaker>()),
      heartbeat_due_(std::make_shared<std::atomic<bool>>(true)) {}

absl::Status WatchStream::Open() {
  WatchQuery query;
  DATELINE_ASSIGN_OR_RETURN(query.filter, ReadFilter(request_.filter()));
  query.resume_token = request_.resume_token();
  query.from_beginning = request_.from_beginning();
  // Before the first look, so that nothing falls between look and listening.
  change_listener_ = base_.AddChangeListener([waker = waker_] { waker->Wake(); });
  DATELINE_ASSIGN_OR_RETURN(reader_, ChangeReader::Open(base_, recent_, std::move(query)));
  return absl::OkStatus();
}

absl::StatusOr<StreamStep> WatchStream::Next(const CallScope& scope,
                                             v1::WatchFactsResponse& response) {
  if (reader_ == nullptr) DATELINE_RETURN_IF_ERROR(Open());
  const Cancellation cancellation([&scope] { return scope.Check(); });
  ChangeBatch batch;
  do {
    DATELINE_ASSIGN_OR_RETURN(batch, reader_->Next(cancellation));
  } while (batch.changes.empty() && !batch.caught_up);
  // The first message is always sent: it tells where the watch begins.
  if (batch.changes.empty() && !heartbeat_due_->load()) return StreamStep::kWait;
  // As fields that the message takes over unread: on the wire they are the same,
  // and a thousand watchers cost a thousand copies of bytes and no conversion.
  google::protobuf::UnknownFieldSet* const fields =
      response.GetReflection()->MutableUnknownFields(&response);
  for (const std::shared_ptr<const LoggedChange>& change : batch.changes) {
    fields->AddLengthDelimited(v1::WatchFactsResponse::kChangesFieldNumber, change->encoded);
  }
  response.set_resume_token(std::move(batch.resume_token));
  RestartHeartbeat();
  return StreamStep::kMessage;
}

void WatchStream::RestartHeartbeat() {
  alarm_ = nullptr;  // Cancels the one under way.
  heartbeat_due_->store(false);
  alarm_ = std::make_unique<grpc::Alarm>();
  // An alarm's time is the machine's clock by gRPC's definition.
  alarm_->Set(absl::ToChronoTime(absl::Now() + heartbeat_),
              [due = heartbeat_due_, waker = waker_](bool fired) {
                if (!fired) return;
                due->store(true);
                waker->Wake();
              });
}

}  // namespace dateline::query

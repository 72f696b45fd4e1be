// Deliveries in words, for tables, and the names that flags use for them.
//
// Pure functions; thread-safe.
#ifndef DATELINE_TOOLS_DATELINE_DELIVERY_TEXT_H_
#define DATELINE_TOOLS_DATELINE_DELIVERY_TEXT_H_

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dateline/ingest/v1/delivery.pb.h"
#include "dateline/ingest/v1/ingest.pb.h"
#include "tools/dateline/terminal.h"

namespace dateline::cli {

// "queued", "retrying", "delivered", "dead", "removing", "removed"; "unknown".
std::string StateText(ingest::v1::DeliveryState state);
// UNSPECIFIED for anything else.
ingest::v1::DeliveryState StateOf(std::string_view name);
Style StyleOfState(ingest::v1::DeliveryState state);

// "breaking", "normal", "backfill", "re-extraction"; "" for UNSPECIFIED.
std::string PriorityText(ingest::v1::Priority priority);
ingest::v1::Priority PriorityOf(std::string_view name);
// Those that a submission can have.
std::vector<std::string> PriorityNames();

// "extraction", "recording", "removal"; "" for UNSPECIFIED.
std::string StepText(ingest::v1::DeliveryStep step);
ingest::v1::DeliveryStep StepOf(std::string_view name);

// "UPSTREAM_UNAVAILABLE", or the code's name where there is no reason.
std::string ErrorText(int code, std::string_view reason);

// "0.4 s", "12 s", "7 min", "3 h 20 min", "2 d 4 h".
std::string DurationText(double seconds);
// How long before `now` the moment was; "" if it is unset.
std::string AgeText(const google::protobuf::Timestamp& moment,
                    const google::protobuf::Timestamp& now);

// The status of delivery as tables.
std::string StatusText(const ingest::v1::GetDeliveryStatusResponse& status,
                       const Terminal& terminal);
// One line a dead letter.
std::string DeadLettersTable(const std::vector<ingest::v1::DeadLetter>& letters, bool wide,
                             const Terminal& terminal);
// Everything about one.
std::string DeadLetterCard(const ingest::v1::DeadLetter& letter, const Terminal& terminal);
// Groups with what to do about each.
std::string DeadLetterGroupsText(const ingest::v1::ExplainDeadLettersResponse& groups,
                                 const Terminal& terminal);
// One line a reprocessing.
std::string ReprocessingsTable(const std::vector<ingest::v1::Reprocessing>& reprocessings,
                               const Terminal& terminal);

}  // namespace dateline::cli

#endif  // DATELINE_TOOLS_DATELINE_DELIVERY_TEXT_H_

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/delivery_text.h"
#include "tools/dateline/fact_text.h"
#include "tools/dateline/listing.h"

namespace dateline::cli {
namespace {

struct DeadLettersFlags {
  std::vector<std::string> ids;
  std::string step;
  std::string error;
  std::string publisher;
  std::string submitter;
  std::string uri_prefix;
  std::string from;
  std::string to;
  std::string priority;
  bool all = false;
  ListingFlags listing;

  bool filters() const {
    return !(step + error + publisher + submitter + uri_prefix + from + to).empty();
  }
};

void AddFilter(CLI::App* command, DeadLettersFlags* flags) {
  command->add_option("--step", flags->step, "Only given up at this step")
      ->check(CLI::IsMember({"extraction", "recording", "removal"}));
  command->add_option("--error", flags->error, "Only with this error, as `explain` names it")
      ->type_name("NAME");
  command->add_option("--publisher", flags->publisher, "Only from this outlet")->type_name("NAME");
  command->add_option("--submitter", flags->submitter, "Only from this submitter")
      ->type_name("NAME");
  command->add_option("--uri-prefix", flags->uri_prefix, "Only URIs that start so");
  command->add_option("--from", flags->from, "Only given up at or after (2021-08-23, or RFC 3339)")
      ->type_name("TIME");
  command->add_option("--to", flags->to, "Only given up before")->type_name("TIME");
}

absl::StatusOr<ingest::v1::DeadLetterFilter> FilterOf(const DeadLettersFlags& flags) {
  ingest::v1::DeadLetterFilter filter;
  filter.set_step(StepOf(flags.step));
  filter.set_error(flags.error);
  filter.set_publisher(flags.publisher);
  filter.set_submitter(flags.submitter);
  filter.set_uri_prefix(flags.uri_prefix);
  if (!flags.from.empty()) {
    DATELINE_ASSIGN_OR_RETURN(*filter.mutable_given_up_from(), ParseMoment(flags.from));
  }
  if (!flags.to.empty()) {
    DATELINE_ASSIGN_OR_RETURN(*filter.mutable_given_up_to(), ParseMoment(flags.to));
  }
  return filter;
}

absl::Status RunList(const DeadLettersFlags& flags, Context& context) {
  ingest::v1::ListDeadLettersRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(), FilterOf(flags));
  const uint32_t limit = flags.listing.limit;
  request.set_page_size(PageSize(limit, 0));
  std::vector<ingest::v1::DeadLetter> letters;
  Client& client = context.Connect();
  DATELINE_RETURN_IF_ERROR(
      client.ForEachPage(client.delivery(), &DeliveryStub::ListDeadLetters, request,
                         [&](ingest::v1::ListDeadLettersResponse& page) {
                           for (ingest::v1::DeadLetter& letter : *page.mutable_dead_letters()) {
                             if (limit != 0 && letters.size() == limit) return false;
                             letters.push_back(std::move(letter));
                           }
                           return limit == 0 || letters.size() < limit;
                         }));
  for (const ingest::v1::DeadLetter& letter : letters) {
    if (flags.listing.json) std::cout << JsonLine(letter);
    if (flags.listing.ids && !flags.listing.json) std::cout << letter.document_id() << "\n";
  }
  if (flags.listing.json || flags.listing.ids) return absl::OkStatus();
  if (letters.empty()) {
    context.Remark("No dead letters match.");
  } else {
    std::cout << DeadLettersTable(letters, flags.listing.wide, context.out);
  }
  return absl::OkStatus();
}

absl::Status ExplainOnes(const DeadLettersFlags& flags, Context& context) {
  ingest::v1::ListDeadLettersRequest request;
  request.mutable_document_ids()->Assign(flags.ids.begin(), flags.ids.end());
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const ingest::v1::ListDeadLettersResponse answer,
      client.Call(client.delivery(), &DeliveryStub::ListDeadLetters, request));
  if (answer.dead_letters().empty()) context.Remark("None of these was given up.");
  for (const ingest::v1::DeadLetter& letter : answer.dead_letters()) {
    std::cout << (flags.listing.json ? JsonLine(letter) : DeadLetterCard(letter, context.out));
  }
  return absl::OkStatus();
}

absl::Status RunExplain(const DeadLettersFlags& flags, Context& context) {
  if (!flags.ids.empty()) return ExplainOnes(flags, context);
  ingest::v1::ExplainDeadLettersRequest request;
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(), FilterOf(flags));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const ingest::v1::ExplainDeadLettersResponse groups,
      client.Call(client.delivery(), &DeliveryStub::ExplainDeadLetters, request));
  if (flags.listing.json) {
    std::cout << JsonLine(groups);
  } else if (groups.groups().empty()) {
    context.Remark("No dead letters match.");
  } else {
    std::cout << DeadLetterGroupsText(groups, context.out);
  }
  return absl::OkStatus();
}

absl::Status RunReplay(const DeadLettersFlags& flags, Context& context) {
  if (flags.ids.empty() && !flags.filters() && !flags.all) {
    return absl::InvalidArgumentError("give ids or filters, or --all for every dead letter");
  }
  ingest::v1::ReplayDeadLettersRequest request;
  request.mutable_document_ids()->Assign(flags.ids.begin(), flags.ids.end());
  DATELINE_ASSIGN_OR_RETURN(*request.mutable_filter(), FilterOf(flags));
  request.set_priority(PriorityOf(flags.priority));
  Client& client = context.Connect();
  DATELINE_ASSIGN_OR_RETURN(
      const ingest::v1::ReplayDeadLettersResponse answer,
      client.Call(client.delivery(), &DeliveryStub::ReplayDeadLetters, request));
  if (flags.listing.json) {
    std::cout << JsonLine(answer);
    return absl::OkStatus();
  }
  std::cout << Count(answer.queued(), "document") << " queued\n";
  if (answer.remaining() > 0) {
    context.Remark(StrCat("The queue is full: ", Count(answer.remaining(), "document"),
                          " left; run the command again once it has emptied."));
  }
  return absl::OkStatus();
}

void AddList(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DeadLettersFlags>();
  CLI::App* command = parent.add_subcommand("list", "List them, the last given up first");
  AddFilter(command, flags.get());
  command->add_option("--limit", flags->listing.limit, "At most so many; 0 for all")
      ->capture_default_str();
  command->add_flag("--json", flags->listing.json, "One JSON object a line, for programs");
  command->add_flag("--ids", flags->listing.ids, "Only ids, one a line");
  command->add_flag("--wide", flags->listing.wide, "More columns, ids among them");
  command->footer("Example:\n  dateline dead-letters list --step recording --wide");
  command->callback([flags, &context] { context.Finish(RunList(*flags, context)); });
}

void AddExplain(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DeadLettersFlags>();
  CLI::App* command = parent.add_subcommand(
      "explain", "Say why they were given up and what to do: all in groups, or one by one");
  command->add_option("ids", flags->ids, "These documents, one by one");
  AddFilter(command, flags.get());
  command->add_flag("--json", flags->listing.json, "As JSON, for programs");
  command->footer(
      "Examples:\n  dateline dead-letters explain\n"
      "  dateline dead-letters explain 0123456789abcdef0123456789abcdef");
  command->callback([flags, &context] { context.Finish(RunExplain(*flags, context)); });
}

void AddReplay(CLI::App& parent, Context& context) {
  auto flags = std::make_shared<DeadLettersFlags>();
  CLI::App* command = parent.add_subcommand("replay", "Deliver them again");
  command->add_option("ids", flags->ids, "These documents");
  AddFilter(command, flags.get());
  command->add_flag("--all", flags->all, "Every dead letter");
  command->add_option("--priority", flags->priority, "How urgent they are to be (as they were)")
      ->check(CLI::IsMember(PriorityNames()));
  command->add_flag("--json", flags->listing.json, "As a JSON object, for programs");
  command->footer(
      "Examples:\n  dateline dead-letters replay --error UPSTREAM_UNAVAILABLE\n"
      "  dateline dead-letters replay --all --priority backfill");
  command->callback([flags, &context] { context.Finish(RunReplay(*flags, context)); });
}

}  // namespace

void AddDeadLettersCommand(CLI::App& app, Context& context) {
  CLI::App* command =
      app.add_subcommand("dead-letters", "List, explain and replay documents that were given up");
  command->require_subcommand(1);
  command->fallthrough();
  AddList(*command, context);
  AddExplain(*command, context);
  AddReplay(*command, context);
  command->footer(
      "Examples:\n  dateline dead-letters explain\n  dateline dead-letters replay --all");
}

}  // namespace dateline::cli

#include "tools/dateline/explanation.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_format.h"
#include "common/base/strings.h"
#include "tools/dateline/evidence_marks.h"
#include "tools/dateline/fact_tables.h"
#include "tools/dateline/fact_text.h"

namespace dateline::cli {
namespace {

std::string Head(const query::v1::Fact& fact, const Terminal& terminal) {
  std::string out = IndentedText(FactLine(fact.content()), 0, Style::kStrong, terminal);
  std::string about = KindText(fact.content().kind());
  if (!fact.content().type().empty()) StrAppend(&about, "  ", fact.content().type());
  if (fact.content().has_valid_time()) {
    StrAppend(&about, "  ", TimeText(fact.content().valid_time()));
  }
  const std::string factuality = FactualityText(fact.factuality());
  StrAppend(&about, "  ", factuality.empty() ? "asserted" : factuality, "  ", SourcesText(fact),
            absl::StrFormat("  confidence %.2f", fact.confidence()));
  StrAppend(&out, IndentedText(about, 0, Style::kFaint, terminal),
            IndentedText(fact.id(), 0, Style::kFaint, terminal));
  return out;
}

// Documents of the answer by id, with publisher and date.
std::map<std::string, std::string> ReportNames(const query::v1::ExplainFactResponse& answer) {
  std::map<std::string, std::string> names;
  for (const query::v1::ExplainedAttestation& report : answer.attestations()) {
    const fact::v1::Attestation& attestation = report.attestation();
    std::string name =
        attestation.publisher().empty() ? "unknown publisher" : attestation.publisher();
    if (attestation.has_published_at()) {
      StrAppend(&name, "  ", TimeText(attestation.published_at()));
    }
    if (!report.document_title().empty()) StrAppend(&name, "  ", report.document_title());
    names.emplace(attestation.document_id(), std::move(name));
  }
  return names;
}

// Reports that are listed under one origin.
constexpr int kShownReports = 10;

std::string Origins(const query::v1::ExplainFactResponse& answer, const Terminal& terminal) {
  const std::map<std::string, std::string> names = ReportNames(answer);
  std::string out = StrCat("\n", terminal.Paint(Style::kStrong, "Origins"), "\n");
  for (const query::v1::ExplainedOrigin& origin : answer.origins()) {
    const int reports = origin.document_ids_size();
    StrAppend(
        &out, "  ", SafeForTerminal(origin.name().empty() ? "unknown" : origin.name()),
        terminal.Paint(Style::kFaint, StrCat("  ", Count(static_cast<uint64_t>(reports), "report"),
                                             ", ", origin.reason())),
        "\n");
    // A single report is listed below with its words.
    if (reports == 1) continue;
    for (int i = 0; i < std::min(reports, kShownReports); ++i) {
      const auto name = names.find(origin.document_ids(i));
      StrAppend(&out, IndentedText(name == names.end() ? origin.document_ids(i) : name->second, 4,
                                   Style::kFaint, terminal));
    }
    if (reports > kShownReports) {
      StrAppend(&out, IndentedText(StrCat("and ", reports - kShownReports, " more"), 4,
                                   Style::kFaint, terminal));
    }
  }
  return out;
}

std::string DocumentText(const query::v1::VersionDocument& document) {
  std::string text = document.publisher().empty() ? document.document_id() : document.publisher();
  if (!document.title().empty()) StrAppend(&text, ", ", document.title());
  switch (document.type()) {
    case query::v1::CHANGE_TYPE_REMOVED:
      return StrCat("no longer told by ", text);
    case query::v1::CHANGE_TYPE_UPDATED:
      return StrCat("told otherwise by ", text);
    default:
      return StrCat("brought by ", text);
  }
}

std::string History(const query::v1::ExplainFactResponse& answer, const Terminal& terminal) {
  if (answer.history_size() == 0) return "";
  std::string out = StrCat("\n", terminal.Paint(Style::kStrong, "History"), "\n");
  for (const query::v1::FactVersion& version : answer.history()) {
    const bool added = version.type() == query::v1::CHANGE_TYPE_ADDED;
    StrAppend(&out, "  ", terminal.Paint(Style::kTime, MomentText(version.recorded_at())), "  ",
              terminal.Paint(added ? Style::kGood : Style::kWarning, added ? "new" : "changed"),
              "\n");
    for (const query::v1::FactDifference& difference : version.differences()) {
      StrAppend(
          &out,
          IndentedText(StrCat(Words(difference.field()), ": ",
                              difference.before().empty() ? "nothing" : difference.before(), " → ",
                              difference.after().empty() ? "nothing" : difference.after()),
                       4, Style::kPlain, terminal));
    }
    for (const query::v1::VersionDocument& document : version.documents()) {
      StrAppend(&out, IndentedText(DocumentText(document), 4, Style::kFaint, terminal));
    }
  }
  if (answer.history_truncated()) out += "  and older versions\n";
  return out;
}

// The passages of a report with its evidence marked. Long text is marked before
// it is wrapped, so that a mark may run over a line's end; colours would not
// survive that, hence one paint for each line is not tried.
std::string Passages(const query::v1::ExplainedAttestation& report, const Terminal& terminal) {
  std::vector<ByteSpan> spans;
  for (const fact::v1::Evidence& evidence : report.attestation().evidence()) {
    spans.push_back({evidence.span().begin(), evidence.span().end()});
  }
  std::string out;
  for (const fact::v1::Passage& passage : report.passages()) {
    const std::string marked =
        MarkEvidence({passage.span().begin(), passage.text()}, spans, terminal);
    if (terminal.colour()) {
      StrAppend(&out, "    ", marked, "\n");
    } else {
      StrAppend(&out, IndentedText(marked, 4, Style::kPlain, terminal));
    }
  }
  return out;
}

std::string Report(const query::v1::ExplainedAttestation& report, const Terminal& terminal) {
  const fact::v1::Attestation& attestation = report.attestation();
  const std::string publisher =
      attestation.publisher().empty() ? "unknown publisher" : attestation.publisher();
  std::string out = StrCat("\n  ", terminal.Paint(Style::kStrong, SafeForTerminal(publisher)));
  if (attestation.has_published_at()) {
    StrAppend(&out, "  ", terminal.Paint(Style::kTime, TimeText(attestation.published_at())));
  }
  StrAppend(&out, "\n");
  if (!report.document_title().empty()) {
    StrAppend(&out, IndentedText(report.document_title(), 2, Style::kFaint, terminal));
  }
  StrAppend(&out, Passages(report, terminal));
  std::string how = StrCat("rule ", attestation.pattern_id(),
                           absl::StrFormat(", confidence %.2f", attestation.confidence()));
  if (const std::string factuality = FactualityText(attestation.factuality());
      !factuality.empty()) {
    StrAppend(&how, ", ", factuality);
  }
  if (const std::string chain = ChainText(attestation.attribution()); !chain.empty()) {
    StrAppend(&out, IndentedText(StrCat("chain ", chain), 4, Style::kFaint, terminal));
  }
  StrAppend(&out, IndentedText(how, 4, Style::kFaint, terminal));
  return out;
}

}  // namespace

std::string Explanation(const query::v1::ExplainFactResponse& answer, size_t max_reports,
                        const Terminal& terminal) {
  std::string out = StrCat(Head(answer.fact(), terminal), Origins(answer, terminal), "\n",
                           terminal.Paint(Style::kStrong, "Reports"), "\n");
  size_t shown = 0;
  for (const query::v1::ExplainedAttestation& report : answer.attestations()) {
    if (max_reports != 0 && shown == max_reports) break;
    StrAppend(&out, Report(report, terminal));
    ++shown;
  }
  const auto all = static_cast<size_t>(answer.attestations_size());
  if (shown < all) {
    StrAppend(&out, "\n  ",
              terminal.Paint(Style::kFaint, StrCat("and ", Count(all - shown, "more report"))),
              "\n");
  }
  if (answer.conflicts_size() > 0) {
    StrAppend(&out, "\n", terminal.Paint(Style::kStrong, "In conflict"), "\n");
    for (const query::v1::Conflict& conflict : answer.conflicts()) {
      StrAppend(&out, ConflictBlock(conflict, /*wide=*/false, terminal));
    }
  }
  StrAppend(&out, History(answer, terminal));
  return out;
}

}  // namespace dateline::cli

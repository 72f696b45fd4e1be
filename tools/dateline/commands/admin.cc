// Who may call: `dateline admin tokens` and `dateline admin certificates` edit
// the access list that servers read.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "common/access/access_list.h"
#include "common/access/token.h"
#include "common/base/sha256.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"
#include "tools/dateline/commands/commands.h"
#include "tools/dateline/table.h"

namespace dateline::cli {
namespace {

struct AdminFlags {
  std::string access;
  std::string name;
  std::string role;
  double expires_in_days = 0;
  std::string out;
  bool json = false;
};

std::string Moment(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// For the reader of the terminal, or into a file that nobody else may read.
absl::Status HandOut(const std::string& token, const std::string& out) {
  if (out.empty()) {
    std::cout << token << "\n";
    return absl::OkStatus();
  }
  const int file = open(out.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return absl::ErrnoToStatus(errno, AbslView(StrCat("cannot write ", out)));
  const std::string line = token + "\n";
  const bool written = write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  close(file);
  if (written) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, AbslView(StrCat("cannot write ", out)));
}

absl::Status CreateToken(const AdminFlags& flags, const Context& context) {
  if (!IsCallerName(flags.name)) {
    return absl::InvalidArgumentError(
        StrCat("“", flags.name, "” is no name; use 1 to 64 letters, digits, '.', '_' and '-'"));
  }
  DATELINE_ASSIGN_OR_RETURN(const std::string token, DrawToken());
  const absl::Time now = absl::Now();
  TokenEntry entry{std::string(*TokenIdOf(token)),
                   flags.name,
                   RoleOf(flags.role).value(),
                   Sha256Hex(token),
                   now,
                   std::nullopt};
  if (flags.expires_in_days > 0) entry.expires = now + absl::Hours(24) * flags.expires_in_days;
  const auto add = [&](AccessList& list) -> absl::Status {
    for (const TokenEntry& other : list.tokens) {
      if (other.name == entry.name) {
        return absl::AlreadyExistsError(
            StrCat(entry.name, " has a token already; revoke it, or take another name"));
      }
    }
    list.tokens.push_back(entry);
    // The token before the list: one that nobody has must not be let in.
    return HandOut(token, flags.out);
  };
  DATELINE_RETURN_IF_ERROR(ChangeAccessFile(flags.access, add));
  context.Remark(StrCat("this is the only time that the token is shown; ", flags.access,
                        " keeps its hash. Servers take it within a second."));
  return absl::OkStatus();
}

// Removes the entry of that name.
template <typename Entry>
absl::Status Remove(const AdminFlags& flags, std::vector<Entry> AccessList::*entries) {
  // A list that is not there must not look like one without the name.
  DATELINE_RETURN_IF_ERROR(ReadAccessFile(flags.access).status());
  return ChangeAccessFile(flags.access, [&](AccessList& list) -> absl::Status {
    const size_t removed =
        std::erase_if(list.*entries, [&](const Entry& entry) { return entry.name == flags.name; });
    if (removed > 0) return absl::OkStatus();
    return absl::NotFoundError(StrCat(flags.access, " has nothing for ", flags.name));
  });
}

absl::Status ListTokens(const AdminFlags& flags, const Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const AccessList list, ReadAccessFile(flags.access));
  if (flags.json) {
    for (const TokenEntry& token : list.tokens) {
      nlohmann::ordered_json line{{"name", token.name},
                                  {"role", NameOf(token.role)},
                                  {"id", token.id},
                                  {"created", Moment(token.created)}};
      if (token.expires) line["expires"] = Moment(*token.expires);
      std::cout << line.dump() << "\n";
    }
    return absl::OkStatus();
  }
  Table table({{"Name"}, {"Role"}, {"Id"}, {"Created"}, {"Expires"}});
  for (const TokenEntry& token : list.tokens) {
    table.AddRow({{token.name},
                  {std::string(NameOf(token.role))},
                  {token.id},
                  {Moment(token.created)},
                  {token.expires ? Moment(*token.expires) : "never"}});
  }
  std::cout << table.Render(context.out);
  return absl::OkStatus();
}

absl::Status AllowCertificate(const AdminFlags& flags) {
  if (!IsCertificateName(flags.name)) {
    return absl::InvalidArgumentError(
        StrCat("“", flags.name, "” does not say which name of a certificate it is; write ",
               "dns:NAME, uri:NAME or cn:NAME"));
  }
  const Role role = RoleOf(flags.role).value();
  return ChangeAccessFile(flags.access, [&](AccessList& list) {
    std::erase_if(list.certificates,
                  [&](const CertificateEntry& entry) { return entry.name == flags.name; });
    list.certificates.push_back({flags.name, role, absl::Now()});
    return absl::OkStatus();
  });
}

absl::Status ListCertificates(const AdminFlags& flags, const Context& context) {
  DATELINE_ASSIGN_OR_RETURN(const AccessList list, ReadAccessFile(flags.access));
  if (flags.json) {
    for (const CertificateEntry& entry : list.certificates) {
      std::cout << nlohmann::ordered_json{{"name", entry.name},
                                          {"role", NameOf(entry.role)},
                                          {"created", Moment(entry.created)}}
                       .dump()
                << "\n";
    }
    return absl::OkStatus();
  }
  Table table({{"Name"}, {"Role"}, {"Created"}});
  for (const CertificateEntry& entry : list.certificates) {
    table.AddRow({{entry.name}, {std::string(NameOf(entry.role))}, {Moment(entry.created)}});
  }
  std::cout << table.Render(context.out);
  return absl::OkStatus();
}

void AddFile(CLI::App& command, AdminFlags& flags) {
  command.add_option("--access", flags.access, "The access list that the servers read")
      ->envname("DATELINE_ACCESS")
      ->type_name("FILE")
      ->required();
}

void AddRole(CLI::App& command, AdminFlags& flags) {
  command.add_option("--role", flags.role, "What it may do: ask; submit too; run the servers too")
      ->check(CLI::IsMember({"reader", "writer", "admin"}))
      ->required();
}

void AddTokens(CLI::App& admin, std::shared_ptr<AdminFlags> flags, Context& context) {
  CLI::App* tokens = admin.add_subcommand("tokens", "Tokens that callers show");
  tokens->require_subcommand(1);
  CLI::App* create = tokens->add_subcommand("create", "Make a token and print it, once");
  create->add_option("NAME", flags->name, "Whose it is; logs and limits go by it")->required();
  AddRole(*create, *flags);
  AddFile(*create, *flags);
  create->add_option("--expires-in", flags->expires_in_days, "Days until it is refused; 0: never")
      ->check(CLI::Range(0.0, 36'500.0))
      ->type_name("DAYS")
      ->capture_default_str();
  create->add_option("--out", flags->out, "Write the token there, for its owner alone")
      ->type_name("FILE");
  create->callback([flags, &context] { context.Finish(CreateToken(*flags, context)); });
  CLI::App* revoke = tokens->add_subcommand("revoke", "Refuse a token from now on");
  revoke->add_option("NAME", flags->name, "Whose it is")->required();
  AddFile(*revoke, *flags);
  revoke->callback([flags, &context] { context.Finish(Remove(*flags, &AccessList::tokens)); });
  CLI::App* list = tokens->add_subcommand("list", "List tokens, without what is secret");
  AddFile(*list, *flags);
  list->add_flag("--json", flags->json, "One JSON object a line");
  list->callback([flags, &context] { context.Finish(ListTokens(*flags, context)); });
}

void AddCertificates(CLI::App& admin, std::shared_ptr<AdminFlags> flags, Context& context) {
  CLI::App* certificates =
      admin.add_subcommand("certificates", "Names in client certificates that have a role");
  certificates->require_subcommand(1);
  CLI::App* allow = certificates->add_subcommand("allow", "Give a name a role, or another role");
  allow->add_option("NAME", flags->name, "dns:NAME, uri:NAME or cn:NAME")->required();
  AddRole(*allow, *flags);
  AddFile(*allow, *flags);
  allow->callback([flags, &context] { context.Finish(AllowCertificate(*flags)); });
  CLI::App* revoke = certificates->add_subcommand("revoke", "Take a name's role away");
  revoke->add_option("NAME", flags->name, "As it was allowed")->required();
  AddFile(*revoke, *flags);
  revoke->callback(
      [flags, &context] { context.Finish(Remove(*flags, &AccessList::certificates)); });
  CLI::App* list = certificates->add_subcommand("list", "List the names and their roles");
  AddFile(*list, *flags);
  list->add_flag("--json", flags->json, "One JSON object a line");
  list->callback([flags, &context] { context.Finish(ListCertificates(*flags, context)); });
}

}  // namespace

void AddAdminCommand(CLI::App& app, Context& context) {
  auto flags = std::make_shared<AdminFlags>();
  CLI::App* admin = app.add_subcommand("admin", "Say who may call the servers");
  admin->require_subcommand(1);
  AddTokens(*admin, flags, context);
  AddCertificates(*admin, flags, context);
  admin->footer(
      "Examples:\n"
      "  dateline admin tokens create newsroom --role writer --access access.json\n"
      "  dateline admin tokens revoke newsroom --access access.json\n"
      "  dateline admin certificates allow dns:ingest.example.org --role writer \\\n"
      "      --access access.json\n"
      "The list is a file; servers that were started with --access see its changes.");
}

}  // namespace dateline::cli

#include "common/access/access_list.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/cleanup/cleanup.h"
#include "common/base/status_macros.h"
#include "common/base/strings.h"
#include "nlohmann/json.hpp"

namespace dateline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr char kTimeFormat[] = "%Y-%m-%dT%H:%M:%SZ";

bool IsNameLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

bool IsHexadecimal(std::string_view text, size_t letters) {
  return text.size() == letters && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

absl::Status Wrong(std::string_view where, std::string_view why) {
  return absl::InvalidArgumentError(StrCat(where, " ", why));
}

// The values of one entry, each taken by name; what nobody took is an error.
class Entry {
 public:
  Entry(const Json& json, std::string where) : json_(json), where_(std::move(where)) {}

  absl::StatusOr<std::string> Text(const char* key) {
    taken_.insert(key);
    if (!json_.contains(key) || !json_[key].is_string()) {
      return Wrong(where_, StrCat("needs the text \"", key, "\""));
    }
    return json_[key].get<std::string>();
  }

  absl::StatusOr<Role> TakeRole() {
    DATELINE_ASSIGN_OR_RETURN(const std::string name, Text("role"));
    const std::optional<Role> role = RoleOf(name);
    if (!role) return Wrong(where_, "has a role that is not reader, writer or admin");
    return *role;
  }

  absl::StatusOr<absl::Time> Moment(const char* key) {
    DATELINE_ASSIGN_OR_RETURN(const std::string text, Text(key));
    absl::Time time;
    std::string problem;
    if (!absl::ParseTime(kTimeFormat, text, &time, &problem)) {
      return Wrong(where_, StrCat("needs \"", key, "\" as in 2031-03-09T08:30:00Z"));
    }
    return time;
  }

  bool Has(const char* key) const { return json_.contains(key); }

  absl::Status End() const {
    for (const auto& [key, value] : json_.items()) {
      if (!taken_.contains(key)) return Wrong(where_, StrCat("has the unknown key \"", key, "\""));
    }
    return absl::OkStatus();
  }

  const std::string& where() const { return where_; }

 private:
  const Json& json_;
  const std::string where_;
  std::set<std::string> taken_;
};

absl::StatusOr<TokenEntry> ParseToken(Entry entry) {
  TokenEntry token;
  DATELINE_ASSIGN_OR_RETURN(token.id, entry.Text("id"));
  DATELINE_ASSIGN_OR_RETURN(token.name, entry.Text("name"));
  DATELINE_ASSIGN_OR_RETURN(token.role, entry.TakeRole());
  DATELINE_ASSIGN_OR_RETURN(token.sha256, entry.Text("sha256"));
  DATELINE_ASSIGN_OR_RETURN(token.created, entry.Moment("created"));
  if (entry.Has("expires")) {
    DATELINE_ASSIGN_OR_RETURN(token.expires, entry.Moment("expires"));
  }
  if (!IsHexadecimal(token.id, 16)) return Wrong(entry.where(), "has an id that is none");
  if (!IsHexadecimal(token.sha256, 64)) return Wrong(entry.where(), "has a sha256 that is none");
  if (!IsCallerName(token.name)) return Wrong(entry.where(), "has a name that is none");
  DATELINE_RETURN_IF_ERROR(entry.End());
  return token;
}

absl::StatusOr<CertificateEntry> ParseCertificate(Entry entry) {
  CertificateEntry certificate;
  DATELINE_ASSIGN_OR_RETURN(certificate.name, entry.Text("name"));
  DATELINE_ASSIGN_OR_RETURN(certificate.role, entry.TakeRole());
  DATELINE_ASSIGN_OR_RETURN(certificate.created, entry.Moment("created"));
  if (!IsCertificateName(certificate.name)) {
    return Wrong(entry.where(), "has a name that begins with none of dns:, uri: and cn:");
  }
  DATELINE_RETURN_IF_ERROR(entry.End());
  return certificate;
}

// The entries of one list, each with a name and an id of its own.
template <typename T, typename Parse>
absl::StatusOr<std::vector<T>> ParseEntries(const Json& json, const char* key, Parse parse) {
  std::vector<T> entries;
  if (!json.contains(key)) return entries;
  if (!json[key].is_array()) return Wrong(StrCat("\"", key, "\""), "is not a list");
  std::set<std::string> names;
  for (size_t i = 0; i < json[key].size(); ++i) {
    const std::string where = StrCat(key, "[", i, "]");
    if (!json[key][i].is_object()) return Wrong(where, "is not an object");
    DATELINE_ASSIGN_OR_RETURN(T entry, parse(Entry(json[key][i], where)));
    if (!names.insert(entry.name).second) {
      return Wrong(where, StrCat("has the name \"", entry.name, "\" of another entry"));
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string FormatMoment(absl::Time time) {
  return absl::FormatTime(kTimeFormat, time, absl::UTCTimeZone());
}

absl::Status FileError(std::string_view doing, const std::string& path) {
  return absl::ErrnoToStatus(errno, AbslView(StrCat("cannot ", doing, " ", path)));
}

// Written for its owner alone, synced, and renamed into place.
absl::Status Replace(const std::string& path, const std::string& content) {
  const std::string unfinished = path + ".tmp";
  unlink(unfinished.c_str());
  const int file = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return FileError("write", unfinished);
  const bool written =
      write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
      fsync(file) == 0;
  const absl::Status failed = written ? absl::OkStatus() : FileError("write", unfinished);
  close(file);
  DATELINE_RETURN_IF_ERROR(failed);
  // A list that a server reads as another user stays readable for it.
  struct stat old;
  if (stat(path.c_str(), &old) == 0) {
    if (chmod(unfinished.c_str(), old.st_mode & 07777) != 0) return FileError("write", unfinished);
    [[maybe_unused]] const int kept = chown(unfinished.c_str(), old.st_uid, old.st_gid);
  }
  if (std::rename(unfinished.c_str(), path.c_str()) != 0) return FileError("write", path);
  return absl::OkStatus();
}

}  // namespace

bool IsCallerName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), IsNameLetter);
}

bool IsCertificateName(std::string_view name) {
  if (name.size() > 512) return false;
  if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return c > ' ' && c != 127; })) {
    return false;
  }
  for (const std::string_view kind : {"dns:", "uri:", "cn:"}) {
    if (name.starts_with(kind)) return name.size() > kind.size();
  }
  return false;
}

absl::StatusOr<AccessList> ParseAccessList(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return absl::InvalidArgumentError("the access list is no JSON object");
  for (const auto& [key, value] : json.items()) {
    if (key != "version" && key != "tokens" && key != "certificates") {
      return Wrong("the access list", StrCat("has the unknown key \"", key, "\""));
    }
  }
  if (!json.contains("version") || json["version"] != kVersion) {
    return Wrong("the access list", StrCat("is not of version ", kVersion));
  }
  AccessList list;
  DATELINE_ASSIGN_OR_RETURN(list.tokens, ParseEntries<TokenEntry>(json, "tokens", ParseToken));
  DATELINE_ASSIGN_OR_RETURN(list.certificates,
                            ParseEntries<CertificateEntry>(json, "certificates", ParseCertificate));
  return list;
}

std::string SerializeAccessList(const AccessList& list) {
  Json json{{"version", kVersion}, {"tokens", Json::array()}, {"certificates", Json::array()}};
  for (const TokenEntry& token : list.tokens) {
    Json entry{{"id", token.id},
               {"name", token.name},
               {"role", NameOf(token.role)},
               {"sha256", token.sha256},
               {"created", FormatMoment(token.created)}};
    if (token.expires) entry["expires"] = FormatMoment(*token.expires);
    json["tokens"].push_back(std::move(entry));
  }
  for (const CertificateEntry& certificate : list.certificates) {
    json["certificates"].push_back({{"name", certificate.name},
                                    {"role", NameOf(certificate.role)},
                                    {"created", FormatMoment(certificate.created)}});
  }
  return json.dump(1) + "\n";
}

absl::StatusOr<AccessList> ReadAccessFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError("read", path);
  std::ostringstream content;
  content << file.rdbuf();
  if (file.bad()) return FileError("read", path);
  absl::StatusOr<AccessList> list = ParseAccessList(content.str());
  if (!list.ok()) return Wrong(StrCat(path, ":"), StdView(list.status().message()));
  return list;
}

absl::Status ChangeAccessFile(const std::string& given_path,
                              absl::FunctionRef<absl::Status(AccessList&)> change) {
  // Through links, to the file that servers read: renaming would replace a link
  // and leave the list behind it as it was.
  std::error_code not_there;
  const std::filesystem::path followed = std::filesystem::canonical(given_path, not_there);
  const std::string path = not_there ? given_path : followed.string();
  const std::string lock_path = path + ".lock";
  const int lock = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return FileError("write beside", path);
  const absl::Cleanup unlock = [lock] { close(lock); };
  if (flock(lock, LOCK_EX) != 0) return FileError("lock", lock_path);
  absl::StatusOr<AccessList> list = ReadAccessFile(path);
  if (absl::IsNotFound(list.status())) list = AccessList();
  DATELINE_RETURN_IF_ERROR(list.status());
  DATELINE_RETURN_IF_ERROR(change(*list));
  return Replace(path, SerializeAccessList(*list));
}

}  // namespace dateline

#include "tools/dateline/input_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "common/base/strings.h"

namespace dateline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";

std::string LowerExtension(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return extension;
}

bool IsHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

absl::Status AddFolder(const fs::path& folder, std::vector<InputFile>& files) {
  std::vector<InputFile> found;
  std::error_code error;
  fs::recursive_directory_iterator it(folder, error);
  for (; !error && it != fs::end(it); it.increment(error)) {
    if (IsHidden(it->path())) {
      if (it->is_directory()) it.disable_recursion_pending();
      continue;
    }
    const std::string media_type = MediaTypeOfPath(it->path().string());
    if (media_type.empty() || !it->is_regular_file()) continue;
    found.push_back({it->path().lexically_normal().string(), media_type});
  }
  if (error) {
    return absl::PermissionDeniedError(
        StrCat("cannot read the folder ", folder.string(), ": ", error.message()));
  }
  if (found.empty()) {
    return absl::NotFoundError(
        StrCat("nothing to read below ", folder.string(),
               " (.html, .txt, .eml, .rss, .atom, .xml, .warc, .jsonl, also with .gz or .zst)"));
  }
  std::sort(found.begin(), found.end(),
            [](const InputFile& a, const InputFile& b) { return a.path < b.path; });
  files.insert(files.end(), found.begin(), found.end());
  return absl::OkStatus();
}

absl::Status FileError(std::string_view what, const std::string& path, int error) {
  const std::string message = StrCat(what, " ", path, ": ", std::strerror(error));
  return error == ENOENT ? absl::NotFoundError(message) : absl::PermissionDeniedError(message);
}

}  // namespace

std::string MediaTypeOfPath(const std::string& path) {
  static const std::map<std::string, std::string> kTypes = {
      {".html", "text/html"},
      {".htm", "text/html"},
      {".xhtml", "text/html"},
      {".txt", "text/plain"},
      {".text", "text/plain"},
      {".eml", "message/rfc822"},
      {".jsonl", "application/jsonl"},
      {".ndjson", "application/jsonl"},
      {".warc", "application/warc"},
      {".rss", "application/rss+xml"},
      {".atom", "application/atom+xml"},
      {".rdf", "application/xml"},
      {".xml", "application/xml"},
  };
  fs::path name = path;
  const std::string extension = LowerExtension(name);
  if (extension == ".gz" || extension == ".zst") name.replace_extension();
  const auto known = kTypes.find(LowerExtension(name));
  return known == kTypes.end() ? "" : known->second;
}

absl::StatusOr<std::vector<InputFile>> CollectInputFiles(const std::vector<std::string>& paths) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == kStandardInput) {
      files.push_back({path, ""});
    } else if (fs::is_directory(path, error)) {
      const absl::Status status = AddFolder(path, files);
      if (!status.ok()) return status;
    } else if (fs::exists(path, error)) {
      files.push_back({fs::path(path).lexically_normal().string(), MediaTypeOfPath(path)});
    } else {
      return absl::NotFoundError(StrCat("no such file or folder: ", path));
    }
  }
  return files;
}

absl::StatusOr<std::string> ReadInput(const std::string& path) {
  if (path == kStandardInput) {
    return std::string(std::istreambuf_iterator<char>(std::cin), {});
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return FileError("cannot read", path, EISDIR);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) return FileError("cannot read", path, errno);
  std::string content(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) return FileError("cannot read", path, errno);
  return content;
}

absl::Status WriteOutput(const std::string& path, std::string_view content) {
  std::error_code ignored;
  const fs::path folder = fs::path(path).parent_path();
  if (!folder.empty()) fs::create_directories(folder, ignored);
  errno = 0;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return FileError("cannot write", path, errno);
  return absl::OkStatus();
}

std::string StemOf(const std::string& path) { return fs::path(path).stem().string(); }

}  // namespace dateline::cli

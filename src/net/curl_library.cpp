#include "net/curl_library.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"

namespace mailready::net {
namespace {

/// The first that knows every option that is set. The name of the file says less: it has not changed since 7.16.
constexpr unsigned int oldest_version = CURL_VERSION_BITS(7, 85, 0);

std::string loading_error() {
  const char* error = dlerror();
  return printable(error ? error : "no reason given");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  if (!function) throw std::runtime_error(loading_error());
}

/// Throws where the library has not all of them.
CurlLibrary functions_of(void* library) {
  CurlLibrary curl;
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_cleanup", curl.easy_cleanup);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_getinfo", curl.easy_getinfo);
  find(library, "curl_easy_strerror", curl.easy_strerror);
  find(library, "curl_multi_init", curl.multi_init);
  find(library, "curl_multi_cleanup", curl.multi_cleanup);
  find(library, "curl_multi_setopt", curl.multi_setopt);
  find(library, "curl_multi_add_handle", curl.multi_add_handle);
  find(library, "curl_multi_remove_handle", curl.multi_remove_handle);
  find(library, "curl_multi_socket_action", curl.multi_socket_action);
  find(library, "curl_multi_info_read", curl.multi_info_read);
  find(library, "curl_share_init", curl.share_init);
  find(library, "curl_share_cleanup", curl.share_cleanup);
  find(library, "curl_share_setopt", curl.share_setopt);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  return curl;
}

/// Throws where it cannot be.
void set_up(void* library) {
  decltype(&::curl_version_info) version_info = nullptr;
  find(library, "curl_version_info", version_info);
  const curl_version_info_data& version = *version_info(CURLVERSION_NOW);
  if (version.version_num < oldest_version)
    throw std::runtime_error(fmt::format("version {} is too old", printable(version.version)));
  decltype(&::curl_global_init) global_init = nullptr;
  find(library, "curl_global_init", global_init);
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("it cannot be set up");
}

}  // namespace

/// Neither the set-up nor the loading is ever undone: the functions stay good up to the end of the program.
Result<CurlLibrary, std::string> load_curl(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) return fmt::format("{} is not installed ({})", printable(file), loading_error());
  try {
    const CurlLibrary curl = functions_of(library);
    set_up(library);
    return curl;
  } catch (const std::runtime_error& error) {
    return fmt::format("{} cannot be used: {}", printable(file), error.what());
  }
}

}  // namespace mailready::net

// The handles of libcurl as owners, made and let go of by the functions of the loaded library.
#pragma once
#include <memory>

#include "net/curl_library.h"

namespace mailready::net {

using EasyHandle = std::unique_ptr<CURL, decltype(CurlLibrary::easy_cleanup)>;
using MultiHandle = std::unique_ptr<CURLM, decltype(CurlLibrary::multi_cleanup)>;
using ShareHandle = std::unique_ptr<CURLSH, decltype(CurlLibrary::share_cleanup)>;
using CurlList = std::unique_ptr<curl_slist, decltype(CurlLibrary::slist_free_all)>;

}  // namespace mailready::net

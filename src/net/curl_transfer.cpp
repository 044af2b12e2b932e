#include "net/curl_transfer.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "base/text.h"

namespace mailready::net {
namespace {

constexpr std::size_t most_header_octets = 32 * 1024;
constexpr std::uint16_t https_port = 443;

std::string bracketed(const IpAddress& address) {
  return address.family == Family::ipv6 ? "[" + address.to_string() + "]" : address.to_string();
}

FetchFailure::Kind kind_of(CURLcode code) {
  using Kind = FetchFailure::Kind;
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_INTERFACE_FAILED:
      return Kind::unreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::timed_out;
    case CURLE_PEER_FAILED_VERIFICATION:
      return Kind::certificate;
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Kind::trust_store;
    case CURLE_FILESIZE_EXCEEDED:
      return Kind::too_large;
    default:
      return Kind::broken;
  }
}

/// libcurl's words without those that the kind says already.
std::string_view without_prefix(std::string_view words) {
  for (const std::string_view prefix : {"SSL certificate problem: ", "SSL: "})
    if (words.starts_with(prefix)) return words.substr(prefix.size());
  return words;
}

}  // namespace

CurlTransfer::CurlTransfer(const CurlLibrary& curl, const Request& request, std::uint16_t port,
                           const std::vector<IpAddress>& addresses, const CurlOptions& options)
    : curl_(curl),
      max_octets_(request.max_octets),
      share_(curl.share_init(), curl.share_cleanup),
      addresses_(nullptr, curl.slist_free_all),
      connect_to_(nullptr, curl.slist_free_all),
      easy_(curl.easy_init(), curl.easy_cleanup) {
  if (!share_ || !easy_) throw std::bad_alloc();
  curl_.share_setopt(share_.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_ERRORBUFFER, error_.data());
  set_target(request, port, addresses);
  set_trust(options);
  set_limits(options);
}

template <class Value>
void CurlTransfer::set(CURLoption option, Value value) {
  if (const CURLcode code = curl_.easy_setopt(easy_.get(), option, value); code != CURLE_OK)
    throw std::runtime_error(
        fmt::format("libcurl takes no option {}: {}", static_cast<int>(option), curl_.easy_strerror(code)));
}

CurlList CurlTransfer::list_of(const std::string& text) const {
  CurlList list(curl_.slist_append(nullptr, text.c_str()), curl_.slist_free_all);
  if (!list) throw std::bad_alloc();
  return list;
}

void CurlTransfer::set_target(const Request& request, std::uint16_t port, const std::vector<IpAddress>& addresses) {
  std::vector<std::string> texts;
  for (const IpAddress& address : addresses) texts.push_back(bracketed(address));
  set(CURLOPT_URL, ("https://" + request.host + request.path).c_str());
  set(CURLOPT_SHARE, share_.get());
  addresses_ = list_of(fmt::format("{}:{}:{}", request.host, port, join(texts, ",")));
  set(CURLOPT_RESOLVE, addresses_.get());
  connect_to_ = list_of(fmt::format("{0}:{1}:{0}:{2}", request.host, https_port, port));
  set(CURLOPT_CONNECT_TO, connect_to_.get());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_USERAGENT, "mailready");
  set(CURLOPT_PROXY, "");  // empty: none, whatever the environment says
  set(CURLOPT_NOPROXY, "*");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_ACCEPT_ENCODING, static_cast<const char*>(nullptr));
  set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
}

void CurlTransfer::set_trust(const CurlOptions& options) {
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSL_SESSIONID_CACHE, 0L);
  if (options.ca_file.empty()) return;
  set(CURLOPT_CAINFO, options.ca_file.c_str());
  set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
}

void CurlTransfer::set_limits(const CurlOptions& options) {
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FRESH_CONNECT, 1L);
  set(CURLOPT_FORBID_REUSE, 1L);
  // libcurl shares this time out among the addresses, so that a dead one leaves some for the next.
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.timeout.count()));
  set(CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
}

CurlTransfer& CurlTransfer::of(const CurlLibrary& curl, CURL* handle) {
  void* self = nullptr;
  curl.easy_getinfo(handle, CURLINFO_PRIVATE, &self);
  return *static_cast<CurlTransfer*>(self);
}

std::size_t CurlTransfer::on_header(char*, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  transfer.header_octets_ += size * count;
  return transfer.header_octets_ <= most_header_octets ? size * count : 0;
}

std::size_t CurlTransfer::on_body(char* octets, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<CurlTransfer*>(self);
  const std::size_t room = transfer.max_octets_ - transfer.body_.size(), length = size * count;
  transfer.body_.append(octets, std::min(room, length));
  transfer.body_is_cut_ = length > room;
  return transfer.body_is_cut_ ? 0 : length;  // less than was given ends the transfer
}

void CurlTransfer::finish(CURLcode code) {
  code_ = code;
  done_.happen();
}

dns::Task<FetchReply> CurlTransfer::reply() {
  co_await done_.wait();
  co_return result();
}

int CurlTransfer::status() const {
  long status = 0;
  curl_.easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

FetchReply CurlTransfer::result() const {
  constexpr int ok = 200;
  if (body_is_cut_ && status() == ok)
    return FetchFailure{FetchFailure::Kind::too_large, fmt::format("the body is longer than {} octets", max_octets_)};
  if (code_ != CURLE_OK && !body_is_cut_) return failure();
  const char* type = nullptr;
  curl_.easy_getinfo(easy_.get(), CURLINFO_CONTENT_TYPE, &type);
  return Response{.status = status(), .content_type = type ? type : "", .body = body_};
}

FetchFailure CurlTransfer::failure() const {
  if (header_octets_ > most_header_octets)
    return {FetchFailure::Kind::broken, fmt::format("the header is longer than {} octets", most_header_octets)};
  const std::string_view words = error_.front() != '\0' ? error_.data() : curl_.easy_strerror(code_);
  return {kind_of(code_), printable(without_prefix(words))};
}

}  // namespace mailready::net

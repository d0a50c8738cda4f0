#pragma once

#include <string>
#include <string_view>

namespace zdtp::local {

// Each returns "" when the text is right, else the API server's words for what is wrong with it.

std::string dnsLabelProblem(std::string_view text);
std::string dnsSubdomainProblem(std::string_view text);
std::string labelKeyProblem(std::string_view text);
std::string labelValueProblem(std::string_view text);
std::string configKeyProblem(std::string_view text); ///< keys of ConfigMaps and Secrets
std::string envNameProblem(std::string_view text);

} // namespace zdtp::local

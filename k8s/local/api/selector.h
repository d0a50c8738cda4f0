#pragma once

#include "k8s/local/store/object.h"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace zdtp::local {

/// Which objects of a resource are meant: a label selector ("a=b,c in (x,y),!d") and a field selector ("a=b,c!=d").
class Selector
{
public:
    /// Throws Refusal (400) for what cannot be parsed and for fields that the resource does not offer.
    static Selector parse(const std::string &labels, const std::string &fields, const std::string &resource);

    bool matches(const Object &object) const;
    bool matchesLabels(const std::map<std::string, std::string> &labels) const;
    bool isEmpty() const { return m_labels.empty() && m_fields.empty(); }
    /// The value that "metadata.name=…" asks for, or "".
    std::string name() const;

private:
    enum class Operator { In, NotIn, Exists, Absent, Greater, Less };
    struct Label
    {
        std::string key;
        Operator op = Operator::In;
        std::set<std::string> values;
    };
    struct Field
    {
        std::string name;
        std::string value;
        bool equal = true;
    };
    static std::vector<Label> parseLabels(std::string_view text);

    std::vector<Label> m_labels;
    std::vector<Field> m_fields;
};

} // namespace zdtp::local

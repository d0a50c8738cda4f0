#include "k8s/cache/reflector.h"

#include "k8s/cache/machine.h"

namespace zdtp::k8s {

Reflector::Reflector(ApiClient &client, ListWatch what, ResourceSink &sink, Clock &clock, quint32 seed)
    : m_machine(std::make_unique<Machine>(*this, client, std::move(what), sink, clock, seed))
{
}

Reflector::~Reflector() = default;

void Reflector::start()
{
    m_machine->start();
}

void Reflector::stop()
{
    m_machine->stop();
}

void Reflector::poke()
{
    m_machine->poke();
}

const Freshness &Reflector::freshness() const
{
    return m_machine->freshness();
}

} // namespace zdtp::k8s

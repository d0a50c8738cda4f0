#include "k8s/local/api/schema.h"

#include "k8s/local/api/refusal.h"
#include "k8s/local/base/text.h"

#include <map>
#include <sstream>

namespace zdtp::local {

namespace {

// One line a type of the API: field=value, where value is s(tring), i(nteger), b(oolean), q(uantity or int-or-string),
// o (anything), @Type, [value] for a list and {value} for a map.
constexpr const char *const shapes[] = {
    "Meta name=s generateName=s namespace=s selfLink=s uid=s resourceVersion=s generation=i creationTimestamp=s "
    "deletionTimestamp=s deletionGracePeriodSeconds=i labels={s} annotations={s} ownerReferences=[@Owner] "
    "finalizers=[s] "
    "managedFields=[o]",
    "Owner apiVersion=s kind=s name=s uid=s controller=b blockOwnerDeletion=b",
    "ConfigMap kind=s apiVersion=s metadata=@Meta immutable=b data={s} binaryData={s}",
    "Secret kind=s apiVersion=s metadata=@Meta immutable=b data={s} stringData={s} type=s",
    "Namespace kind=s apiVersion=s metadata=@Meta spec=o status=o",
    "Event kind=s apiVersion=s metadata=@Meta involvedObject=@Reference reason=s message=s source=o firstTimestamp=s "
    "lastTimestamp=s count=i type=s eventTime=s series=o action=s related=@Reference reportingComponent=s "
    "reportingInstance=s",
    "Reference kind=s namespace=s name=s uid=s apiVersion=s resourceVersion=s fieldPath=s",
    "Pod kind=s apiVersion=s metadata=@Meta spec=@PodSpec status=o",
    "PodSpec volumes=[@Volume] initContainers=[@Container] containers=[@Container] ephemeralContainers=[o] "
    "restartPolicy=s "
    "terminationGracePeriodSeconds=i activeDeadlineSeconds=i dnsPolicy=s nodeSelector={s} serviceAccountName=s "
    "serviceAccount=s "
    "automountServiceAccountToken=b nodeName=s hostNetwork=b hostPID=b hostIPC=b shareProcessNamespace=b "
    "securityContext=@PodSecurity imagePullSecrets=[@LocalName] hostname=s subdomain=s affinity=o schedulerName=s "
    "tolerations=[@Toleration] hostAliases=[o] priorityClassName=s priority=i dnsConfig=o readinessGates=[o] "
    "runtimeClassName=s enableServiceLinks=b preemptionPolicy=s overhead=o topologySpreadConstraints=[o] "
    "setHostnameAsFQDN=b "
    "os=o hostUsers=b schedulingGates=[o] resourceClaims=[o] resources=@Resources hostnameOverride=s",
    "LocalName name=s",
    "Toleration key=s operator=s value=s effect=s tolerationSeconds=i",
    "PodSecurity seLinuxOptions=o windowsOptions=o runAsUser=i runAsGroup=i runAsNonRoot=b supplementalGroups=[i] "
    "supplementalGroupsPolicy=s fsGroup=i sysctls=[o] fsGroupChangePolicy=s seccompProfile=o appArmorProfile=o "
    "seLinuxChangePolicy=s",
    "Container name=s image=s command=[s] args=[s] workingDir=s ports=[@Port] envFrom=[@EnvFrom] env=[@Env] "
    "resources=@Resources resizePolicy=[o] restartPolicy=s restartPolicyRules=[o] volumeMounts=[@Mount] "
    "volumeDevices=[o] "
    "livenessProbe=o readinessProbe=o startupProbe=o lifecycle=o terminationMessagePath=s terminationMessagePolicy=s "
    "imagePullPolicy=s securityContext=@ContainerSecurity stdin=b stdinOnce=b tty=b",
    "Port name=s hostPort=i containerPort=i protocol=s hostIP=s",
    "EnvFrom prefix=s configMapRef=@OptionalName secretRef=@OptionalName",
    "OptionalName name=s optional=b",
    "Env name=s value=s valueFrom=@EnvSource",
    "EnvSource fieldRef=@FieldRef resourceFieldRef=@ResourceRef configMapKeyRef=@KeyRef secretKeyRef=@KeyRef "
    "fileKeyRef=o",
    "FieldRef apiVersion=s fieldPath=s",
    "ResourceRef containerName=s resource=s divisor=q",
    "KeyRef name=s key=s optional=b",
    "Resources limits={q} requests={q} claims=[o]",
    "Mount name=s readOnly=b recursiveReadOnly=s mountPath=s subPath=s mountPropagation=s subPathExpr=s",
    "ContainerSecurity capabilities=@Capabilities privileged=b seLinuxOptions=o windowsOptions=o runAsUser=i "
    "runAsGroup=i "
    "runAsNonRoot=b readOnlyRootFilesystem=b allowPrivilegeEscalation=b procMount=s seccompProfile=o appArmorProfile=o",
    "Capabilities add=[s] drop=[s]",
    "Volume name=s hostPath=o emptyDir=@EmptyDir secret=@SecretVolume configMap=@ConfigVolume projected=@Projected "
    "downwardAPI=@Downward persistentVolumeClaim=o ephemeral=o nfs=o csi=o image=o gcePersistentDisk=o "
    "awsElasticBlockStore=o gitRepo=o iscsi=o glusterfs=o rbd=o flexVolume=o cinder=o cephfs=o flocker=o fc=o "
    "azureFile=o "
    "vsphereVolume=o quobyte=o azureDisk=o photonPersistentDisk=o portworxVolume=o scaleIO=o storageos=o",
    "EmptyDir medium=s sizeLimit=q",
    "SecretVolume secretName=s items=[@Item] defaultMode=i optional=b",
    "ConfigVolume name=s items=[@Item] defaultMode=i optional=b",
    "Item key=s path=s mode=i",
    "Projected sources=[@Source] defaultMode=i",
    "Source secret=@ProjectedName configMap=@ProjectedName downwardAPI=@Downward serviceAccountToken=o "
    "clusterTrustBundle=o podCertificate=o",
    "ProjectedName name=s items=[@Item] optional=b",
    "Downward items=[@DownwardItem] defaultMode=i",
    "DownwardItem path=s fieldRef=@FieldRef resourceFieldRef=@ResourceRef mode=i",
};

using Shape = std::map<std::string, std::string>;

const std::map<std::string, Shape> &allShapes()
{
    static const auto all = [] {
        std::map<std::string, Shape> made;
        for (const char *line : shapes) {
            std::istringstream words(line);
            std::string name;
            words >> name;
            for (std::string word; words >> word;)
                made[name][word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
        }
        return made;
    }();
    return all;
}

class Check
{
public:
    Check(const ResourceType &type, std::vector<std::string> &unknown) : m_type(type), m_unknown(unknown) {}

    void object(const std::string &shapeName, Json &value, const std::string &path)
    {
        expect(value.is_object(), value, path, "object");
        const Shape &shape = allShapes().at(shapeName);
        std::vector<std::string> gone;
        for (auto &[name, field] : value.items()) {
            const std::string at = path.empty() ? name : path + "." + name;
            const auto known = shape.find(name);
            if (known == shape.end()) {
                m_unknown.push_back(at);
                gone.push_back(name);
            } else if (field.is_null()) {
                gone.push_back(name);
            } else {
                check(known->second, field, at);
            }
        }
        for (const std::string &name : gone)
            value.erase(name);
    }

private:
    void check(const std::string &kind, Json &value, const std::string &path)
    {
        switch (kind[0]) {
        case 's':
            expect(value.is_string(), value, path, "string");
            break;
        case 'i':
            expect(value.is_number_integer(), value, path, "int64");
            break;
        case 'b':
            expect(value.is_boolean(), value, path, "bool");
            break;
        case 'q':
            expect(value.is_string() || value.is_number(), value, path, "quantity");
            break;
        case '@':
            object(kind.substr(1), value, path);
            break;
        case '[': {
            expect(value.is_array(), value, path, "list");
            std::size_t index = 0;
            for (Json &item : value)
                check(kind.substr(1, kind.size() - 2), item, path + "[" + std::to_string(index++) + "]");
            break;
        }
        case '{':
            expect(value.is_object(), value, path, "map");
            for (auto &[name, item] : value.items()) {
                if (item.is_null() && kind[1] == 's')
                    item = "";
                check(kind.substr(1, kind.size() - 2), item, path + "." + name);
            }
            break;
        default:
            break;
        }
    }

    void expect(bool fits, const Json &value, const std::string &path, const char *wanted) const
    {
        if (!fits)
            throw Refusal::badRequest(m_type.kind + " in version \"" + m_type.version + "\" cannot be handled as a " +
                                      m_type.kind + ": json: cannot unmarshal " + value.type_name() +
                                      " into Go struct field " + m_type.kind + "." + path + " of type " + wanted);
    }

    const ResourceType &m_type;
    std::vector<std::string> &m_unknown;
};

} // namespace

std::vector<std::string> dropUnknownFields(const ResourceType &type, Json &object)
{
    std::vector<std::string> unknown;
    if (allShapes().contains(type.kind))
        Check(type, unknown).object(type.kind, object, {});
    return unknown;
}

} // namespace zdtp::local

//go:build ignore

// Writes what an API server sends for the same objects in JSON and in protobuf, with Kubernetes' own code:
//
//	cd tests/cluster && ./go run ../unit/k8s/api/data/make.go ../unit/k8s/api/data
//
// tst_protobuf reads both and wants the same.
package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

var (
	noon   = metav1.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	always = corev1.ContainerRestartPolicyAlways
	yes    = true
	meta   = func(name string) metav1.ObjectMeta {
		return metav1.ObjectMeta{
			Name: name, Namespace: "shop", UID: "0d9f-" + "uid", ResourceVersion: "4711", CreationTimestamp: noon,
			Labels:      map[string]string{"zdtp.io/task": "orders", "zdtp.io/worker": name},
			Annotations: map[string]string{"note": "Grüße 你好"},
			OwnerReferences: []metav1.OwnerReference{
				{APIVersion: "batch/v1", Kind: "Job", Name: "orders-r1", UID: "1234", Controller: &yes}},
		}
	}
)

func pods() []corev1.Pod {
	later := metav1.Date(2026, 11, 2, 12, 30, 1, 0, time.UTC)
	full := corev1.Pod{ObjectMeta: meta("full")}
	full.DeletionTimestamp = &later
	full.Spec = corev1.PodSpec{
		NodeName: "n1", RestartPolicy: corev1.RestartPolicyNever,
		InitContainers: []corev1.Container{{Name: "feeder", Image: "feeder:1", RestartPolicy: &always}, {Name: "prepare", Image: "p:2"}},
		Containers:     []corev1.Container{{Name: "worker", Image: "postgres:17", Command: []string{"psql"}, Env: []corev1.EnvVar{{Name: "A", Value: "b"}}}},
	}
	full.Status = corev1.PodStatus{
		Phase: corev1.PodFailed, Reason: "Evicted", Message: "The node was low on resource: memory.", StartTime: &noon,
		Conditions: []corev1.PodCondition{
			{Type: corev1.PodInitialized, Status: corev1.ConditionTrue},
			{Type: corev1.PodReady, Status: corev1.ConditionFalse, Reason: "ContainersNotReady", Message: "no", LastTransitionTime: noon}},
		InitContainerStatuses: []corev1.ContainerStatus{{Name: "feeder", Ready: true, Started: &yes,
			State: corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: noon}}}},
		ContainerStatuses: []corev1.ContainerStatus{{
			Name: "worker", RestartCount: 3, Image: "postgres:17", ImageID: "sha256:1", ContainerID: "containerd://1",
			State:                corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff", Message: "back-off 40s"}},
			LastTerminationState: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: -1, Signal: 9, Reason: "OOMKilled", Message: "killed", StartedAt: noon, FinishedAt: later}},
		}},
	}
	bare := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "bare", Namespace: "shop", UID: "2", ResourceVersion: "4712"}}
	return []corev1.Pod{full, bare}
}

func events() []corev1.Event {
	old := corev1.Event{ObjectMeta: meta("old"), Type: "Warning", Reason: "BackOff", Message: "Back-off restarting", Count: 7,
		FirstTimestamp: noon, LastTimestamp: metav1.Date(2026, 11, 2, 12, 5, 0, 0, time.UTC),
		InvolvedObject: corev1.ObjectReference{Kind: "Pod", Namespace: "shop", Name: "full", UID: "0d9f-uid"}}
	micro := metav1.NewMicroTime(time.Date(2026, 11, 2, 12, 0, 0, 123456000, time.UTC))
	series := corev1.Event{ObjectMeta: meta("series"), Type: "Normal", Reason: "Scheduled", Message: "m", EventTime: micro,
		Series:         &corev1.EventSeries{Count: 5, LastObservedTime: metav1.NewMicroTime(micro.Add(time.Minute))},
		InvolvedObject: corev1.ObjectReference{Kind: "Pod", Name: "full"}}
	return []corev1.Event{old, series}
}

func configMaps() []corev1.ConfigMap {
	one := corev1.ConfigMap{ObjectMeta: meta("record"), Data: map[string]string{"a": "1\n2", "ü": "你"}, BinaryData: map[string][]byte{"z": {0, 1, 255}}}
	empty := corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "empty", Namespace: "shop", UID: "3", ResourceVersion: "4713"}}
	return []corev1.ConfigMap{one, empty}
}

func main() {
	scheme := runtime.NewScheme()
	must(corev1.AddToScheme(scheme))
	metav1.AddToGroupVersion(scheme, corev1.SchemeGroupVersion)
	asJSON := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme, scheme, json.SerializerOptions{})
	asProtobuf := protobuf.NewSerializer(scheme, scheme)
	raw := protobuf.NewRawSerializer(scheme, scheme)
	encode := func(serializer runtime.Encoder, object runtime.Object) []byte {
		var out bytes.Buffer
		must(serializer.Encode(object, &out))
		return out.Bytes()
	}
	write := func(name string, content []byte) { must(os.WriteFile(filepath.Join(os.Args[1], name), content, 0o644)) }
	both := func(name string, object runtime.Object) {
		write(name+".json", encode(asJSON, object))
		write(name+".pb", encode(asProtobuf, object))
	}
	list := metav1.ListMeta{ResourceVersion: "4800", Continue: "next"}
	podList := &corev1.PodList{TypeMeta: metav1.TypeMeta{Kind: "PodList", APIVersion: "v1"}, ListMeta: list, Items: pods()}
	both("pods", podList)
	both("events", &corev1.EventList{TypeMeta: metav1.TypeMeta{Kind: "EventList", APIVersion: "v1"}, ListMeta: list, Items: events()})
	both("configmaps", &corev1.ConfigMapList{TypeMeta: metav1.TypeMeta{Kind: "ConfigMapList", APIVersion: "v1"}, ListMeta: list, Items: configMaps()})
	status := &metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure", Reason: "Invalid", Code: 422,
		Message: `Pod "x" is invalid`, Details: &metav1.StatusDetails{Name: "x", Kind: "Pod", RetryAfterSeconds: 3,
			Causes: []metav1.StatusCause{{Type: "FieldValueInvalid", Message: "no such", Field: "spec.x"}}}}
	both("status", status)

	// A watch: in protobuf frames of a length and a WatchEvent whose object is an envelope.
	var lines, frames bytes.Buffer
	event := func(kind string, object runtime.Object) {
		lines.Write(encode(asJSON, &metav1.WatchEvent{Type: kind, Object: runtime.RawExtension{Raw: encode(asJSON, object)}}))
		frame := encode(raw, &metav1.WatchEvent{Type: kind, Object: runtime.RawExtension{Raw: encode(asProtobuf, object)}})
		var size [4]byte
		binary.BigEndian.PutUint32(size[:], uint32(len(frame)))
		frames.Write(size[:])
		frames.Write(frame)
	}
	for i, kind := range []string{"ADDED", "MODIFIED"} {
		pod := podList.Items[i]
		pod.TypeMeta = metav1.TypeMeta{Kind: "Pod", APIVersion: "v1"}
		event(kind, &pod)
	}
	bookmark := &corev1.Pod{TypeMeta: metav1.TypeMeta{Kind: "Pod", APIVersion: "v1"},
		ObjectMeta: metav1.ObjectMeta{ResourceVersion: "4900", Annotations: map[string]string{"k8s.io/initial-events-end": "true"}}}
	event("BOOKMARK", bookmark)
	event("ERROR", &metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure", Reason: "Expired", Code: 410, Message: "too old resource version: 1 (2)"})
	write("watch.json", lines.Bytes())
	write("watch.pb", frames.Bytes())
}

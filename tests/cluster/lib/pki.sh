# shellcheck shell=bash
# Keys, certificates and kubeconfigs, made with openssl. Sourced after state.sh.
# Elliptic keys: made in milliseconds, where RSA takes a second each.
# shellcheck disable=SC2154  # state and name come from state.sh

new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

make_ca() {
  new_key "$state/pki/ca.key"
  openssl req -x509 -new -key "$state/pki/ca.key" -subj "/CN=zdtp-$name" -days 3650 -out "$state/pki/ca.crt" \
    -addext 'keyUsage=critical,digitalSignature,keyCertSign,cRLSign' 2>/dev/null
  new_key "$state/pki/sa.key"
  openssl pkey -in "$state/pki/sa.key" -pubout -out "$state/pki/sa.pub"
}

# make_cert FILE SUBJECT [SUBJECT_ALT_NAMES]: FILE.key and FILE.crt for a client, and for a server when names are given
make_cert() {
  local file=$1 subject=$2 names=${3:-} usage='extendedKeyUsage=clientAuth'
  [ -z "$names" ] || usage="extendedKeyUsage=serverAuth,clientAuth
subjectAltName=$names"
  new_key "$file.key"
  openssl req -new -key "$file.key" -subj "$subject" -out "$file.csr" 2>/dev/null
  openssl x509 -req -in "$file.csr" -CA "$state/pki/ca.crt" -CAkey "$state/pki/ca.key" \
    -set_serial "0x$(openssl rand -hex 8)" -days 365 -out "$file.crt" \
    -extfile <(printf 'basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n%s\n' "$usage") 2>/dev/null
  rm -f "$file.csr"
}

# make_expired_cert FILE SUBJECT: valid for one day, years ago. Only `openssl ca` can choose both dates.
make_expired_cert() {
  local file=$1 subject=$2 work
  work=$(mktemp -d "$state/pki/ca.XXXXXX")
  : >"$work/index"
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s\nnew_certs_dir=%s\nrand_serial=yes\ndefault_md=sha256\npolicy=p\nunique_subject=no\nx509_extensions=e\n[p]\norganizationName=optional\ncommonName=supplied\n[e]\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=clientAuth\n' \
    "$work/index" "$work" >"$work/conf"
  new_key "$file.key"
  openssl req -new -key "$file.key" -subj "$subject" -out "$work/csr" 2>/dev/null
  openssl ca -batch -notext -config "$work/conf" -cert "$state/pki/ca.crt" -keyfile "$state/pki/ca.key" \
    -startdate 20200101000000Z -enddate 20200102000000Z -in "$work/csr" -out "$file.crt" 2>/dev/null
  rm -rf "$work"
}

# write_kubeconfig FILE SERVER USER NAMESPACE CERT|'' [TOKEN]: everything inside the file, so that it can be copied away
write_kubeconfig() {
  local file=$1 server=$2 user=$3 namespace=$4 cert=$5 token=${6:-}
  (
    umask 077
    {
      printf 'apiVersion: v1\nkind: Config\nclusters:\n- name: zdtp-%s\n  cluster:\n    server: %s\n    certificate-authority-data: %s\n' \
        "$name" "$server" "$(base64 -w 0 <"$state/pki/ca.crt")"
      printf 'users:\n- name: %s\n  user:\n' "$user"
      if [ -n "$cert" ]; then
        printf '    client-certificate-data: %s\n    client-key-data: %s\n' "$(base64 -w 0 <"$cert.crt")" "$(base64 -w 0 <"$cert.key")"
      else
        printf '    token: %s\n' "$token"
      fi
      printf 'contexts:\n- name: zdtp-%s\n  context:\n    cluster: zdtp-%s\n    user: %s\n    namespace: %s\ncurrent-context: zdtp-%s\n' \
        "$name" "$name" "$user" "$namespace" "$name"
    } >"$file.new"
    mv "$file.new" "$file"
  )
}

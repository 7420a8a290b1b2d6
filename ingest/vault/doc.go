// Package vault keeps the bytes of every input file, encrypted, under the hash of its content.
//
// What goes in: a folder, the workspace's 32-byte key and a file's bytes. What
// comes out: its SHA-256 in hex, which is also the name of the stored file, and
// later the same bytes again.
//
// Example: Put("w/vault", key, data) → "9f86d0…", stored at w/vault/9f86d0…;
// Get("w/vault", key, "9f86d0…") → data.
//
// What it refuses: a key of another length, a name that is no hash, a stored
// file that was changed, cut or written with another key.
//
// # Why
//
// The raw exports hold names and addresses, so they lie on disk encrypted
// (AES-256-GCM) and everything else may be rebuilt from them. The nonce is
// derived from key and content (HMAC-SHA-256 of the content's SHA-256) rather
// than drawn at random: GCM breaks when one nonce meets two different
// plaintexts, and here the same nonce can only come from the same plaintext
// (else SHA-256 or HMAC collided in 96 bits, which needs about 2^48 files under
// one key). In return a file put twice gives the same bytes, so Put is
// idempotent and needs no random source. What an onlooker learns is the hash of
// the content, which the name shows anyway.
package vault

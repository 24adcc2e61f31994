package io.headwater.capture.normalize;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.IllegalBlockSizeException;
import org.cryptomator.siv.SivMode;
import org.cryptomator.siv.UnauthenticCiphertextException;

/**
 * Makes tokens of values, and values of tokens. Thread-safe.
 *
 * <p>A token is the value's JSON text, encrypted and authenticated with AES-256-SIV (RFC 5297,
 * without associated data), in Base64url without padding (RFC 4648, section 5). Equal values have
 * equal tokens, and a token is as long as its value: 16 bytes more, before Base64url.
 */
public final class Tokens {

  private static final String LABEL = "headwater mask: token v1";
  private static final int KEY_BYTES = 32;

  private final SivMode siv = new SivMode();
  private final byte[] authentication;
  private final byte[] encryption;

  /** Tokens under that key. */
  public Tokens(MaskKey key) {
    byte[] both = key.derived(LABEL, 2 * KEY_BYTES);
    authentication = Arrays.copyOf(both, KEY_BYTES);
    encryption = Arrays.copyOfRange(both, KEY_BYTES, 2 * KEY_BYTES);
  }

  /** The value's token. */
  public String of(Value value) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(siv.encrypt(encryption, authentication, Json.bytes(value)));
  }

  /** The token's value; empty when the token was not made with this key. */
  public Optional<Value> reveal(String token) {
    try {
      byte[] encrypted = Base64.getUrlDecoder().decode(token);
      return Optional.of(Json.read(siv.decrypt(encryption, authentication, encrypted)));
    } catch (UnauthenticCiphertextException
        | IllegalBlockSizeException
        | IllegalArgumentException
        | MalformedJsonException e) {
      return Optional.empty();
    }
  }
}

//! Signing and hashing keys: made once, read by every replica.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Result, Store, StoreError, with_pool};
use crate::domain::id::KeyId;
use crate::domain::key::{Key, KeyRing, Keys, Purpose};
use crate::domain::time::Timestamp;

impl Store {
    /// The keys of every purpose; those that do not exist yet are made.
    pub(crate) async fn keys(&self, now: Timestamp) -> Result<Keys> {
        Ok(Keys {
            token: self.key_ring(Purpose::Token, now).await?,
            image: self.key_ring(Purpose::Image, now).await?,
            device: self.key_ring(Purpose::Device, now).await?,
        })
    }

    async fn key_ring(&self, purpose: Purpose, now: Timestamp) -> Result<KeyRing> {
        // The first key of a purpose has a fixed id: of two servers that start at once, one makes it, both read it.
        let mut first = [0; 16];
        for (place, byte) in first.iter_mut().zip(purpose.as_str().bytes()) {
            *place = byte;
        }
        let secret: [u8; 32] = rand::random();
        with_pool!(&self.write, db => sqlx::query(
            "insert into keys (id, purpose, secret, created_at)
             select $1, $2, $3, $4 where not exists (select 1 from keys where purpose = $2) on conflict (id) do nothing")
            .bind(KeyId::from_bytes(first)).bind(purpose.as_str()).bind(STANDARD.encode(secret)).bind(now)
            .execute(db).await.map(|_| ()))?;
        let rows: Vec<(KeyId, String)> = with_pool!(&self.write, db => sqlx::query_as(
            "select id, secret from keys where purpose = $1 order by created_at desc, id desc")
            .bind(purpose.as_str()).fetch_all(db).await)?;
        let corrupt =
            |problem: &str| StoreError::Corrupt { column: "keys.secret", problem: problem.to_owned() };
        let keys = rows.into_iter().map(|(id, secret)| {
            let bytes = STANDARD.decode(secret).map_err(|error| corrupt(&error.to_string()))?;
            Ok(Key { id, secret: bytes.try_into().map_err(|_| corrupt("not 32 bytes"))? })
        });
        KeyRing::new(keys.collect::<Result<_>>()?).ok_or_else(|| corrupt("there is none"))
    }
}

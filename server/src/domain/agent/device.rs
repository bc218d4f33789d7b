//! Form factor, maker and model of a device.

use super::DeviceType;

/// Maker and model.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Device {
    pub(super) brand: Option<String>,
    pub(super) model: Option<String>,
}

/// Makers by how the models of their Android devices begin, in lower case; the first that fits counts.
const MAKERS: &[(&str, &str)] = &[
    ("pixel", "Google"),
    ("nexus", "Google"),
    ("sm-", "Samsung"),
    ("gt-", "Samsung"),
    ("samsung", "Samsung"),
    ("galaxy", "Samsung"),
    ("sch-", "Samsung"),
    ("sgh-", "Samsung"),
    ("redmi", "Xiaomi"),
    ("poco", "Xiaomi"),
    ("mi ", "Xiaomi"),
    ("xiaomi", "Xiaomi"),
    ("huawei", "Huawei"),
    ("honor", "Honor"),
    ("oneplus", "OnePlus"),
    ("oppo", "Oppo"),
    ("cph", "Oppo"),
    ("realme", "Realme"),
    ("rmx", "Realme"),
    ("vivo", "Vivo"),
    ("moto", "Motorola"),
    ("xt", "Motorola"),
    ("nokia", "Nokia"),
    ("fairphone", "Fairphone"),
    ("fp4", "Fairphone"),
    ("fp5", "Fairphone"),
    ("xq-", "Sony"),
    ("so-", "Sony"),
    ("lm-", "LG"),
    ("lg-", "LG"),
    ("asus", "Asus"),
    ("zte", "ZTE"),
    ("tecno", "Tecno"),
    ("infinix", "Infinix"),
    ("itel", "Itel"),
    ("nothing", "Nothing"),
    ("lenovo", "Lenovo"),
    ("tb-", "Lenovo"),
    ("kf", "Amazon"),
    ("aft", "Amazon"),
    ("tcl", "TCL"),
    ("cubot", "Cubot"),
    ("blackview", "Blackview"),
    ("doogee", "Doogee"),
    ("quest", "Meta"),
];

/// Huawei and Honor name models by three letters, a dash and two letters or digits (`VOG-L29`, `ELS-NX9`).
const HUAWEI_MODELS: [&str; 12] =
    ["vog-", "ele-", "els-", "ana-", "noh-", "jny-", "mar-", "lya-", "clt-", "eml-", "yal-", "pot-"];

/// The form factor that a `User-Agent` claims.
pub(super) fn form_factor(user_agent: &str) -> DeviceType {
    let has = |word: &str| user_agent.contains(word);
    if !user_agent.starts_with("Mozilla/") && !user_agent.starts_with("Opera/") {
        // The platforms' own HTTP clients: Apple's URL loading system, Android's runtime.
        let native = has("CFNetwork/") || user_agent.starts_with("Dalvik/");
        return if native { DeviceType::Native } else { DeviceType::Unknown };
    }
    if ["SmartTV", "SMART-TV", "Android TV", "GoogleTV", "Web0S", "BRAVIA", "AppleTV", "AFT", "CrKey"]
        .iter()
        .any(|word| has(word))
    {
        return DeviceType::Unknown;
    }
    if has("Opera Mini") {
        return DeviceType::Mobile;
    }
    if has("iPad") || has("Tablet") || has("Silk/") && !has("Mobile") || has("Kindle") || has("PlayBook") {
        return DeviceType::Tablet;
    }
    if has("Android") && !has("Mobile") {
        return DeviceType::Tablet;
    }
    if ["iPhone", "iPod", "Android", "Mobile", "Phone"].iter().any(|word| has(word)) {
        return DeviceType::Mobile;
    }
    if ["Windows NT", "Macintosh", "X11", "Linux", "CrOS"].iter().any(|word| has(word)) {
        return DeviceType::Desktop;
    }
    DeviceType::Unknown
}

/// Maker and model, as far as they are told.
pub(super) fn device(user_agent: &str) -> Device {
    let details = first_brackets(user_agent);
    let apple = [("iPod", "iPod touch"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Macintosh", "Mac")];
    if let Some((_, model)) = apple.iter().find(|(word, _)| details.contains(word)) {
        return Device { brand: Some("Apple".to_owned()), model: Some((*model).to_owned()) };
    }
    if user_agent.contains("CFNetwork/") {
        return Device { brand: Some("Apple".to_owned()), model: None };
    }
    android_model(details).map(android_device).unwrap_or_default()
}

/// What stands in the first pair of brackets; inner pairs are part of it (`moto g(60)`).
fn first_brackets(user_agent: &str) -> &str {
    let Some(start) = user_agent.find('(') else { return "" };
    let rest = &user_agent[start + 1..];
    let mut depth = 1_u32;
    for (at, letter) in rest.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &rest[..at];
        }
    }
    rest
}

/// The part after `Android 14`, language tags skipped, without the build: `SM-S918B` of `SM-S918B Build/UP1A`.
fn android_model(details: &str) -> Option<&str> {
    let mut parts = details.split(';').map(str::trim).skip_while(|part| !part.starts_with("Android"));
    parts.next()?;
    let model = parts.find(|part| !is_language(part) && !matches!(*part, "" | "U" | "wv"))?;
    let model = model.split(" Build").next().unwrap_or(model).trim();
    // `K` is what Chrome says for every device, `Mobile` and `Tablet` are Firefox's form factors.
    let told = !matches!(model, "" | "K" | "Mobile" | "Tablet");
    let told = told && !model.starts_with("rv:") && !model.starts_with("Opera");
    told.then_some(model)
}

/// `en`, `en-US`, `de_de`.
fn is_language(part: &str) -> bool {
    let bytes = part.as_bytes();
    let letters = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_alphabetic);
    match bytes.len() {
        2 => letters(bytes) && bytes.iter().all(u8::is_ascii_lowercase),
        5 => letters(&bytes[..2]) && matches!(bytes[2], b'-' | b'_') && letters(&bytes[3..]),
        _ => false,
    }
}

fn android_device(model: &str) -> Device {
    let folded = model.to_ascii_lowercase();
    let maker = MAKERS.iter().find(|(start, _)| folded.starts_with(start)).map(|(_, maker)| *maker);
    let huawei = || HUAWEI_MODELS.iter().any(|start| folded.starts_with(start)).then_some("Huawei");
    let brand = maker.or_else(huawei).or_else(|| xiaomi_code(model).then_some("Xiaomi"));
    // `SAMSUNG SM-S918B`, `HUAWEI VOG-L29`: the maker is told apart already.
    let bare = brand
        .filter(|brand| {
            folded.strip_prefix(&brand.to_ascii_lowercase()).is_some_and(|rest| rest.starts_with(' '))
        })
        .map_or(model, |brand| model[brand.len()..].trim_start());
    Device { brand: brand.map(str::to_owned), model: Some(bare.to_owned()) }
}

/// Xiaomi's model codes: year, month and number, then the region's letters (`2201116SG`, `23049PCD8G`), in earlier
/// years behind an M (`M2012K11AG`).
fn xiaomi_code(model: &str) -> bool {
    let code = model.strip_prefix('M').unwrap_or(model);
    let digits = code.bytes().take_while(u8::is_ascii_digit).count();
    (9..=13).contains(&model.len())
        && digits >= 4
        && model.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && model.ends_with(|last: char| last.is_ascii_uppercase())
}

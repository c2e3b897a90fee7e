//! Two soft tones, made by the browser: nothing is loaded.

use web_sys::{AudioContext, OscillatorType};

/// Loudest level of a tone, of 1.
const LOUDNESS: f32 = 0.09;
/// How long a note rings out, in seconds.
const RINGS: f64 = 0.5;
/// Between the starts of two notes, in seconds.
const STEP: f64 = 0.16;

/// What to sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Somebody waits: a rising fifth.
    Waiting,
    /// A customer has answered: one note.
    Reply,
}

impl Tone {
    /// Frequencies, in hertz, one after the other.
    const fn notes(self) -> &'static [f32] {
        match self {
            Self::Waiting => &[587.33, 880.0],
            Self::Reply => &[659.26],
        }
    }
}

/// The browser's audio, once it may be used.
#[derive(Debug, Default)]
pub struct Sound {
    context: Option<AudioContext>,
}

impl Sound {
    /// Somebody has touched the page.
    pub fn unlock(&mut self) {
        if self.context.is_none() {
            // None where the browser has no audio: then the console stays silent.
            self.context = AudioContext::new().ok();
        }
    }

    /// Sounds `tone`, if it may.
    pub fn play(&self, tone: Tone) {
        let Some(context) = &self.context else { return };
        // A context may have been suspended in the background; when it can't resume, it is silent.
        let _ = context.resume();
        let mut at = context.current_time();
        for hertz in tone.notes() {
            if note(context, *hertz, at).is_none() {
                return;
            }
            at += STEP;
        }
    }
}

fn note(context: &AudioContext, hertz: f32, at: f64) -> Option<()> {
    let oscillator = context.create_oscillator().ok()?;
    let gain = context.create_gain().ok()?;
    oscillator.set_type(OscillatorType::Sine);
    oscillator.frequency().set_value(hertz);
    let level = gain.gain();
    level.set_value_at_time(0.0001, at).ok()?;
    level.exponential_ramp_to_value_at_time(LOUDNESS, at + 0.02).ok()?;
    level.exponential_ramp_to_value_at_time(0.0001, at + RINGS).ok()?;
    oscillator.connect_with_audio_node(&gain).ok()?;
    gain.connect_with_audio_node(&context.destination()).ok()?;
    oscillator.start_with_when(at).ok()?;
    oscillator.stop_with_when(at + RINGS).ok()
}
